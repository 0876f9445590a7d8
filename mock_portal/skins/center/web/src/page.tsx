// What every page shares: its data, the mask meanwhile, troubles, presses.
import { Button, Loading, Message } from "@alifd/next";
import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { get, Processing, Trouble } from "./api";
import { useSession } from "./session";
import type { Shown } from "./types";
import { useWords } from "./words";

export interface Above {
  announce: (text: string) => void;
  tour: () => void;
  reword: (words: Record<string, string>) => void;
}
export const Over = createContext<Above | null>(null);

export const toast = (type: "success" | "error", content: string): void => {
  Message.show({ type, content, duration: 3000 });
};

interface Loaded<T> {
  data: T | null;
  trouble: Trouble | null;
  stale: boolean;
  reload: () => void;
}

/** The data of a page; asked anew when the address changes, and after a sign-in if it failed. */
export function usePage<T extends object>(path: string, values: Record<string, string> = {}): Loaded<T> {
  const above = useContext(Over);
  const { round } = useSession();
  const [told, setTold] = useState<{ key: string; data: T } | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [again, setAgain] = useState(0);
  const waiting = useRef(false);
  const key = `${path} ${JSON.stringify(values)}`;
  const asked = useRef(values);
  asked.current = values;
  useEffect(() => {
    const stop = new AbortController();
    setTrouble(null);
    get<T & Shown>(path, asked.current, stop.signal)
      .then((data) => {
        setTold({ key, data });
        above?.reword(data.words ?? {});
        if (data.announcement) above?.announce(data.announcement);
        if (data.tour) above?.tour();
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted || !(error instanceof Trouble)) return;
        waiting.current = error.code.startsWith("FAIL_SYS_SESSION");
        if (!waiting.current) setTrouble(error);
      });
    return () => stop.abort();
  }, [key, path, again, above]);
  const reload = useCallback(() => setAgain((n) => n + 1), []);
  useEffect(() => {
    if (waiting.current) reload();
    waiting.current = false;
  }, [round, reload]);
  return { data: told?.data ?? null, trouble, stale: told?.key !== key, reload };
}

export function Mask({ height = 320 }: { height?: number }) {
  const { t } = useWords();
  return (
    <Loading visible tip={t("center.loading")} className="mask">
      <div style={{ height }} />
    </Loading>
  );
}

export function Wrong({ trouble, retry }: { trouble: Trouble; retry: () => void }) {
  const { t } = useWords();
  return (
    <div className="panel wrong">
      <Message type="error" title={t("error.title")}>
        {trouble.text || t("center.network")}
      </Message>
      <Button type="primary" onClick={retry}>
        {t("center.retry")}
      </Button>
    </div>
  );
}

export function Heading({ children }: { children: string }) {
  const { t } = useWords();
  useEffect(() => {
    document.title = `${children}-${t("site.name")}`;
  }, [children, t]);
  return <h1 className="title">{children}</h1>;
}

export function Panel({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="panel">
      {title && <h2 className="panel-title">{title}</h2>}
      {children}
    </section>
  );
}

export interface Press {
  busy: string;
  processing: Processing | null;
  run: (name: string, act: () => Promise<void>, fields?: (errors: Record<string, string>) => void) => Promise<void>;
}

/** Presses that send something: one at a time, their troubles told by a toast. */
export function usePress(): Press {
  const { t } = useWords();
  const [busy, setBusy] = useState("");
  const [processing, setProcessing] = useState<Processing | null>(null);
  const running = useRef(false);
  const run: Press["run"] = async (name, act, fields) => {
    if (running.current) return;
    running.current = true;
    setBusy(name);
    try {
      await act();
    } catch (error) {
      if (error instanceof Processing) setProcessing(error);
      else if (!(error instanceof Trouble)) throw error;
      else {
        fields?.(error.errors);
        if (!error.code.startsWith("FAIL_SYS_SESSION")) toast("error", error.text || t("center.network"));
      }
    } finally {
      running.current = false;
      setBusy("");
    }
  };
  return { busy, processing, run };
}

export function InHand({ processing }: { processing: Processing }) {
  return (
    <div className="panel">
      <Message type="notice" title={processing.title}>
        {processing.text}
      </Message>
    </div>
  );
}
