// The record page: what is known, why it was rejected, what one can do.
import { Button, Dialog, Message, Timeline } from "@alifd/next";
import { address, post } from "../api";
import { sizeText } from "../form/files";
import { Heading, InHand, Mask, Panel, toast, usePage, usePress, Wrong } from "../page";
import { Facts } from "../record";
import { go } from "../router";
import type { IprRecord, RecordTold } from "../types";
import { useWords } from "../words";

export function RecordPage({ id }: { id: string }) {
  const { t } = useWords();
  const { data, trouble, stale, reload } = usePage<RecordTold>("/right/record.json", { id });
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data || stale) return <Mask />;
  const { record, reasons, facts, files, history } = data;
  return (
    <>
      <Heading>{t("record.title")}</Heading>
      <Panel>
        <Facts record={record} />
        <Deeds record={record} reload={reload} />
      </Panel>
      {reasons.length > 0 && (
        <Message type="error" title={t("record.reasons")} className="reasons">
          {reasons.map((reason) => (
            <div key={reason.code + reason.field}>
              {reason.label}
              {t("center.colon")}
              {reason.text}
            </div>
          ))}
        </Message>
      )}
      <Panel title={t("record.information")}>
        <ul className="info">
          {facts.map((fact) => (
            <li key={fact.name}>
              <span className="info-label">
                {fact.label}
                {t("center.colon")}
              </span>
              <span className="info-value">{fact.value}</span>
            </li>
          ))}
          {record.valid_until && (
            <li>
              <span className="info-label">
                {t("record.valid_until")}
                {t("center.colon")}
              </span>
              <span className="info-value">{record.valid_until}</span>
            </li>
          )}
        </ul>
      </Panel>
      <Panel title={t("record.attachments")}>
        {files.length === 0 && t("record.no_files")}
        <ul className="papers">
          {files.map((file) => (
            <li key={file.id}>
              <span className="info-label">
                {file.label}
                {t("center.colon")}
              </span>
              <a href={address("/right/file", { id: record.number, fileId: file.id })} target="_blank" rel="noopener">
                {file.name}
              </a>
              <span className="size">({sizeText(file.size)})</span>
              <span className="time">{file.time}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t("record.history")}>
        <Timeline>
          {history.map((line, index) => (
            <Timeline.Item
              key={index}
              title={line.text + (line.reasons.length ? t("center.colon") + line.reasons.join("; ") : "")}
              time={line.time}
            />
          ))}
        </Timeline>
      </Panel>
      <p>
        <a href="#/rights/list">{t("record.back")}</a>
      </p>
    </>
  );
}

function Deeds({ record, reload }: { record: IprRecord; reload: () => void }) {
  const { t } = useWords();
  const { processing, run } = usePress();
  const ask = (content: string, act: () => Promise<void>) =>
    Dialog.confirm({
      v2: true,
      title: t("confirm.title"),
      content,
      okProps: { children: t("confirm.ok") },
      cancelProps: { children: t("confirm.cancel") },
      onOk: () => void run("deed", act),
    });
  if (processing) return <InHand processing={processing} />;
  const id = record.number;
  return (
    <p className="actions">
      {record.editable && (
        <Button type="primary" onClick={() => go(record.untouched ? "/rights/apply" : "/rights/form", { id })}>
          {record.status === "draft" ? t("record.continue") : t("record.edit")}
        </Button>
      )}
      {record.withdrawable && (
        <Button
          onClick={() =>
            ask(t("record.withdraw_sure"), async () => {
              await post("/right/withdraw.json", { id });
              toast("success", t("center.withdrawn"));
              reload();
            })
          }
        >
          {t("record.withdraw")}
        </Button>
      )}
      {record.deletable && (
        <Button
          warning
          onClick={() =>
            ask(t("record.delete_sure"), async () => {
              await post("/right/delete.json", { id });
              toast("success", t("center.deleted"));
              go("/rights/list");
            })
          }
        >
          {t("record.delete")}
        </Button>
      )}
    </p>
  );
}
