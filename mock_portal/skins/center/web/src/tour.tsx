// A tour: a mask of svg that swallows every click, and a box beside it.
import { Button } from "@alifd/next";
import { useState } from "react";
import { useWords } from "./words";

const STEPS = [
  { key: "tour.first", hole: ".main" },
  { key: "tour.second", hole: ".tools" },
];
const ROUND = 6;

export function Tour({ done }: { done: () => void }) {
  const { t } = useWords();
  const [at, setAt] = useState(0);
  const step = STEPS[at];
  if (!step) return null;
  const box = document.querySelector(step.hole)?.getBoundingClientRect();
  const { x = 0, y = 0, width = 0 } = box ?? {};
  const height = Math.min(box?.height ?? 0, 120);
  const last = at === STEPS.length - 1;
  return (
    <div className="tour">
      <svg className="tour-mask" width="100%" height="100%">
        <defs>
          <mask id="tour-hole">
            <rect width="100%" height="100%" fill="#fff" />
            <rect x={x} y={y} width={width} height={height} rx={ROUND} fill="#000" />
          </mask>
        </defs>
        <rect width="100%" height="100%" fill="rgba(0,0,0,.5)" mask="url(#tour-hole)" />
      </svg>
      <div className="tour-box" style={{ top: y + height + 12, left: Math.max(12, Math.min(x, window.innerWidth - 332)) }}>
        <p>{t(step.key)}</p>
        <div className="tour-foot">
          <span>
            {at + 1}/{STEPS.length}
          </span>
          <Button type="primary" size="small" onClick={() => (last ? done() : setAt(at + 1))}>
            {t(last ? "tour.got_it" : "tour.next")}
          </Button>
        </div>
      </div>
    </div>
  );
}
