import { Card, Table } from "antd";
import { Bones, Heading, usePage, Wrong } from "../page";
import type { Announced } from "../types";
import { useWords } from "../words";

interface Messages extends Announced {
  rows: { time: string; kind: string; text: string }[];
}

export function MessagesPage() {
  const { t } = useWords();
  const { data, trouble, reload } = usePage<Messages>("/messages");
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data) return <Bones />;
  return (
    <>
      <Heading>{t("messages.title")}</Heading>
      <Card>
        <Table
          rowKey={(row) => `${row.time} ${row.text}`}
          dataSource={data.rows}
          locale={{ emptyText: t("messages.empty") }}
          pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: t("messages.time"), dataIndex: "time", width: 190 },
            { title: t("messages.message"), dataIndex: "text" },
          ]}
        />
      </Card>
    </>
  );
}
