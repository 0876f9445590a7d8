// A tour: a mask of svg that swallows every click, and a box above it.
import { Button } from "antd";
import { useState } from "react";
import { useWords } from "./words";

const STEPS = ["tour.first", "tour.second"];

export function Tour({ done }: { done: () => void }) {
  const { t } = useWords();
  const [at, setAt] = useState(0);
  const last = at === STEPS.length - 1;
  return (
    <div className="tour">
      <svg width="100%" height="100%" aria-hidden="true">
        <rect width="100%" height="100%" fill="rgba(0,0,0,.5)" />
      </svg>
      <div className="tour-box">
        <p>{t(STEPS[at] ?? "")}</p>
        <Button type="primary" onClick={() => (last ? done() : setAt(at + 1))}>
          {t(last ? "tour.got_it" : "tour.next")}
        </Button>
      </div>
    </div>
  );
}
