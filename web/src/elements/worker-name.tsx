interface WorkerNameProps {
  name: string;
  kind: string;
  simulated: boolean;
}

/** A worker's name with its kind, so that nobody takes a simulated one for a model. */
export function WorkerName({ name, kind, simulated }: WorkerNameProps) {
  return (
    <>
      {name} <span class={simulated ? "tag simulated" : "tag"}>{kind}</span>
    </>
  );
}
