import { render } from "preact";
import { Console } from "./console.tsx";

const root = document.querySelector("#console");
if (root) render(<Console />, root);
