import { createRoot } from "react-dom/client";
import "antd/dist/antd.css";
import { Application } from "./app";
import "./portal.css";

const root = document.getElementById("root");
if (root) {
  root.removeAttribute("aria-busy");
  createRoot(root).render(<Application />);
}
