import { createRoot } from "react-dom/client";
import "@alifd/next/dist/next-noreset.css";
import { Application } from "./app";
import "./center.css";

const root = document.getElementById("ice-container");
if (root) createRoot(root).render(<Application />);
