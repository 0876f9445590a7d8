// The record page, and the same facts for the drawer of the list.
import { Alert, App, Button, Card, Descriptions, Table, Timeline } from "antd";
import { post } from "../api";
import { Bones, Heading, InHand, Problem, useDeed, usePage, Wrong } from "../page";
import { Summary } from "../record";
import { go, withQuery } from "../router";
import type { IprRecord, RecordPage as Told } from "../types";
import { useWords } from "../words";

export function RecordPage({ number }: { number: string }) {
  const { t } = useWords();
  return (
    <>
      <Heading>{t("record.title")}</Heading>
      <Facts number={number} full />
      <p>
        <a href="#/uc/ipr/list">{t("record.back")}</a>
      </p>
    </>
  );
}

/** All that is known of one record; `full` adds what one can do with it. */
export function Facts({ number, full = false }: { number: string; full?: boolean }) {
  const { data, trouble, stale, reload } = usePage<Told>(withQuery("/ipr/record", { iprNo: number }));
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data || stale) return <Bones />;
  return <Shown told={data} full={full} reload={reload} />;
}

function Shown({ told, full, reload }: { told: Told; full: boolean; reload: () => void }) {
  const { t } = useWords();
  const { record } = told;
  const rows = [
    { key: "@type", label: t("record.type"), children: record.type_name },
    { key: "@place", label: t("record.place"), children: record.place_name },
    ...(record.country
      ? [{ key: "@country", label: t("record.country"), children: record.country_name }]
      : []),
    ...told.facts.map((fact) => ({ key: fact.name, label: fact.label, children: fact.value })),
    ...(record.valid_until
      ? [{ key: "@until", label: t("record.valid_until"), children: record.valid_until }]
      : []),
  ];
  return (
    <>
      <Card>
        <Summary record={record} single={!full} />
        {full && <Deeds record={record} reload={reload} />}
      </Card>
      {told.reasons.length > 0 && (
        <Alert
          type="error"
          className="problem"
          title={t("record.reasons")}
          description={
            <ul>
              {told.reasons.map((reason) => (
                <li key={reason.code + reason.field} data-code={reason.code} data-field={reason.field}>
                  <b>{reason.label}</b>: {reason.text}
                </li>
              ))}
            </ul>
          }
        />
      )}
      <Card title={<h2 className="section">{t("record.information")}</h2>}>
        <Descriptions
          column={{ xs: 1, md: full ? 2 : 1 }}
          styles={{ content: { minWidth: 64 } }}
          items={rows}
        />
      </Card>
      <Card title={<h2 className="section">{t("record.attachments")}</h2>}>
        {told.files.length === 0 && t("record.no_files")}
        {told.files.length > 0 && (
          <Table
            rowKey="id"
            size="small"
            pagination={false}
            scroll={{ x: 560 }}
            dataSource={told.files}
            columns={[
              { title: t("record.field"), dataIndex: "label" },
              {
                title: t("record.file"),
                dataIndex: "filename",
                render: (name: string, file) => (
                  <a
                    href={`/api${withQuery("/ipr/attachment", { iprNo: record.number, id: file.id })}`}
                    target="_blank"
                    rel="noopener"
                  >
                    {name}
                  </a>
                ),
              },
              { title: t("record.size"), dataIndex: "told_size" },
              { title: t("record.uploaded_at"), dataIndex: "time" },
            ]}
          />
        )}
      </Card>
      <Card title={<h2 className="section">{t("record.history")}</h2>}>
        <Timeline
          items={told.history.map((line, index) => ({
            key: index,
            content: (
              <>
                <time>{line.time}</time> {line.text}
                {line.reasons.length > 0 && `: ${line.reasons.join("; ")}`}
              </>
            ),
          }))}
        />
      </Card>
    </>
  );
}

function Deeds({ record, reload }: { record: IprRecord; reload: () => void }) {
  const { t } = useWords();
  const { message, modal } = App.useApp();
  const { problem, accepted, run } = useDeed();
  const page = record.untouched ? "add" : "detail";
  const ask = (title: string, act: () => Promise<void>) =>
    modal.confirm({
      title,
      okText: t("confirm.ok"),
      cancelText: t("confirm.cancel"),
      onOk: () => run("deed", act),
    });
  if (accepted) return <InHand accepted={accepted} />;
  return (
    <div className="actions deeds">
      <Problem text={problem} />
      {record.editable && (
        <Button type="primary" href={`#/uc/ipr/${page}/${record.number}`}>
          {record.status === "draft" ? t("record.continue") : t("record.edit")}
        </Button>
      )}
      {record.withdrawable && (
        <Button
          onClick={() =>
            ask(t("record.withdraw_sure"), async () => {
              await post("/ipr/withdraw", { iprNo: record.number });
              message.success(t("modern.withdrawn"));
              reload();
            })
          }
        >
          {t("record.withdraw")}
        </Button>
      )}
      {record.deletable && (
        <Button
          danger
          onClick={() =>
            ask(t("record.delete_sure"), async () => {
              await post("/ipr/delete", { iprNo: record.number });
              message.success(t("modern.deleted"));
              go("/uc/ipr/list");
            })
          }
        >
          {t("record.delete")}
        </Button>
      )}
    </div>
  );
}
