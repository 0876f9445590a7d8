// An upload slot: each file goes to the uploads' own origin as soon as it is chosen.
import { Button, Form, Upload } from "@alifd/next";
import { useEffect } from "react";
import type { Field } from "../../../../shared/web/form";
import { address, get, post, requestId, SESSION_EXPIRED, sessionEnded, Trouble } from "../api";
import type { Envelope } from "../api";
import { toast } from "../page";
import type { HeldFile } from "../types";
import { boot, useWords } from "../words";
import type { Say } from "../words";

export interface Sent {
  uid?: string;
  name?: string;
  size?: number;
  state?: string;
  downloadURL?: string;
  errorMsg?: string;
  held?: HeldFile;
  response?: { held?: HeldFile; message?: string };
}

const SCAN_EVERY = 500;
const KILO = 1024;
const ACCEPTED = ".jpg,.jpeg,.bmp,.gif,.png,.pdf";

/** A size as the lists tell it: 17.75K. */
export function sizeText(bytes: number): string {
  const units = ["B", "K", "M"];
  let [size, unit] = [bytes, 0];
  while (size >= KILO && unit < units.length - 1) [size, unit] = [size / KILO, unit + 1];
  return `${size.toFixed(2)}${units[unit]}`;
}

const link = (id: string, file: HeldFile): string => address("/right/file", { id, fileId: file.id });

export const stored = (id: string, file: HeldFile): Sent => ({
  uid: `held-${file.id}`,
  name: file.name,
  size: file.size,
  state: "done",
  downloadURL: link(id, file),
  held: file,
});

/** Fusion shows what is wrong with a file only where the file says it. */
const explained = (file: Sent): Sent =>
  file.state === "error" && file.response?.message ? { ...file, errorMsg: file.response.message } : file;

const heldOf = (file: Sent): HeldFile | undefined => file.held ?? file.response?.held;

function mark(t: Say, file: Sent): string {
  if (file.state === "error") return t("center.error");
  if (file.state !== "done") return t("center.uploading");
  return heldOf(file)?.ready === false ? t("center.scanning") : t("center.done");
}

interface FilesProps {
  field: Field;
  id: string;
  files: Sent[];
  hint: string;
  required: boolean;
  error: string;
  change: (files: Sent[]) => void;
}

export function Files({ field, id, files, hint, required, error, change }: FilesProps) {
  const { t } = useWords();
  const waits = files.some((file) => file.state === "done" && heldOf(file)?.ready === false);
  useEffect(() => {
    if (!waits) return;
    const look = async () => {
      const told = await get<{ files: HeldFile[] }>("/right/files.json", { id });
      const now = new Map(told.files.map((file) => [file.id, file]));
      change(files.map((file) => ({ ...file, held: now.get(heldOf(file)?.id ?? 0) ?? heldOf(file) })));
    };
    const timer = setInterval(() => void look().catch(() => undefined), SCAN_EVERY);
    return () => clearInterval(timer);
  }, [waits, files, change, id]);

  const read = (told: Envelope<HeldFile>) => {
    if (told.errorCode === SESSION_EXPIRED) sessionEnded(true);
    if (!told.success || !told.data) return { success: false, message: told.message || t("center.error") };
    return { success: true, held: told.data, downloadURL: link(id, told.data) };
  };
  const remove = async (file: Sent): Promise<boolean> => {
    const held = heldOf(file);
    if (file.state !== "done" || !held) return true;
    try {
      await post("/right/removeFile.json", { id, fileId: String(held.id) });
    } catch (trouble) {
      if (trouble instanceof Trouble) toast("error", trouble.text || t("center.network"));
      return false;
    }
    toast("success", t("center.removed", { name: file.name ?? "" }));
    return true;
  };
  return (
    <Form.Item
      label={field.label}
      required={required}
      extra={[field.hint, hint].filter(Boolean).join(" ")}
      {...(error && { validateState: "error", help: error })}
      className="kind-files"
    >
      <Upload
        name={field.name}
        multiple
        listType="text"
        accept={ACCEPTED}
        action={`${boot.uploads}/upload.json`}
        withCredentials
        value={files}
        data={() => ({ id, slot: field.name, _tb_token_: window._tb_token_, rid: requestId() })}
        formatter={read}
        onRemove={remove}
        onChange={(list: Sent[]) => change(list.map(explained))}
        extraRender={(file: Sent) => <span className={`mark mark-${file.state}`}>{mark(t, file)}</span>}
      >
        <Button>{t("center.upload")}</Button>
      </Upload>
    </Form.Item>
  );
}
