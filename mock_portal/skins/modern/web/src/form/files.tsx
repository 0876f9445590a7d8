// An upload slot: each file goes to the server as soon as it is dropped or chosen.
import { InboxOutlined } from "@ant-design/icons";
import { App, Form, Upload } from "antd";
import type { FormInstance, UploadFile } from "antd";
import { memo, useEffect } from "react";
import { postHeaders, get, post, sessionEnded, Trouble } from "../api";
import { withQuery } from "../router";
import type { Field, HeldFile } from "../types";
import { useWords } from "../words";
import type { Say } from "../words";

export type Sent = UploadFile<HeldFile & { error?: string }>;

const SCAN_EVERY = 500;
const KILO = 1024;
const ACCEPTED = ".jpg,.jpeg,.bmp,.gif,.png,.pdf";

export const held = (file: HeldFile): Sent => ({
  uid: `held-${file.id}`,
  name: file.filename,
  size: file.size,
  status: "done",
  response: file,
});

function told(t: Say, bytes: number): string {
  const kilo = bytes / KILO;
  const short = kilo < KILO ? `${kilo.toFixed(1)} KB` : `${(kilo / KILO).toFixed(2)} MB`;
  return `${short} (${bytes.toLocaleString("en-US")} ${t("script.bytes")})`;
}

function mark(t: Say, file: Sent): string {
  if (file.status === "error") return t("script.failed");
  if (file.status !== "done") return t("script.uploading");
  return file.response?.ready === false ? t("script.scanning") : t("script.uploaded");
}

const chosen = (event: { fileList: Sent[] }): Sent[] => event.fileList;
const scanning = (files: Sent[] | undefined): boolean =>
  (files ?? []).some((file) => file.status === "done" && file.response?.ready === false);

export const Files = memo(function Files({
  field,
  form,
  number,
  hint,
  required,
}: {
  field: Field;
  form: FormInstance;
  number: string;
  hint: string;
  required: boolean;
}) {
  const { t } = useWords();
  const { message } = App.useApp();
  const files = Form.useWatch<Sent[] | undefined>(field.name, form);
  const waits = scanning(files);

  useEffect(() => {
    if (!waits) return;
    const look = async () => {
      const { files: now } = await get<{ files: HeldFile[] }>(withQuery("/ipr/files", { iprNo: number }));
      const ready = new Map(now.map((file) => [file.id, file]));
      const list = (form.getFieldValue(field.name) ?? []) as Sent[];
      form.setFieldValue(
        field.name,
        list.map((file) => ({ ...file, response: ready.get(file.response?.id ?? 0) ?? file.response })),
      );
    };
    const timer = setInterval(() => void look().catch(() => undefined), SCAN_EVERY);
    return () => clearInterval(timer);
  }, [waits, form, field.name, number]);

  const changed = ({ file }: { file: Sent }) => {
    if (file.status === "uploading") form.setFields([{ name: field.name, errors: [] }]);
    if (file.status !== "error") return;
    if ((file.error as { status?: number } | undefined)?.status === 401) sessionEnded();
    const text = file.response?.error ?? t("script.failed");
    form.setFields([{ name: field.name, errors: [`${file.name}: ${text}`] }]);
  };

  const remove = async (file: Sent): Promise<boolean> => {
    if (file.status === "done") {
      try {
        await post("/ipr/remove", { iprNo: number, id: String(file.response?.id ?? "") });
      } catch (error) {
        if (error instanceof Trouble) message.error(error.text || t("modern.network"));
        return false;
      }
      message.info(t("modern.file_removed", { name: file.name }));
    }
    form.setFields([{ name: field.name, errors: [] }]);
    return true;
  };

  return (
    <Form.Item
      name={field.name}
      label={field.label}
      required={required}
      extra={field.hint || undefined}
      valuePropName="fileList"
      getValueFromEvent={chosen}
      className="kind-files"
    >
      <Upload.Dragger
        name="file"
        multiple
        accept={ACCEPTED}
        action="/api/ipr/upload"
        headers={postHeaders()}
        data={{ iprNo: number, slot: field.name }}
        onChange={changed}
        onRemove={remove}
        showUploadList={{
          extra: (file: Sent) => (
            <>
              <span className="told-size">{told(t, file.response?.size ?? file.size ?? 0)}</span>
              <span className={`mark mark-${file.status}`}>{mark(t, file)}</span>
            </>
          ),
        }}
      >
        <p className="ant-upload-drag-icon">
          <InboxOutlined />
        </p>
        <p className="ant-upload-text">{t("modern.drop")}</p>
        <p className="ant-upload-hint">{hint}</p>
      </Upload.Dragger>
    </Form.Item>
  );
});
