// A record's head, the same on every page that has a record.
import { Descriptions, Steps, Tag } from "antd";
import { memo } from "react";
import { useWords } from "./words";
import type { IprRecord } from "./types";

const COLOURS: Record<string, string> = {
  draft: "default",
  pending: "processing",
  approved: "success",
  rejected: "error",
  expiring: "warning",
  expired: "default",
  withdrawn: "default",
};

export function Status({ of }: { of: string }) {
  const { t } = useWords();
  return <Tag color={COLOURS[of]}>{t(`status.${of}`)}</Tag>;
}

export const Summary = memo(function Summary({ record, single = false }: { record: IprRecord; single?: boolean }) {
  const { t } = useWords();
  const none = t("record.none");
  return (
    <Descriptions
      bordered
      size="small"
      column={single ? 1 : { xs: 1, sm: 1, md: 2, lg: 2 }}
      items={[
        { key: "number", label: t("record.number"), children: record.number },
        { key: "status", label: t("record.status"), children: <Status of={record.status} /> },
        { key: "submitted", label: t("record.submitted"), children: record.submitted || none },
        { key: "submissions", label: t("record.submissions"), children: record.submissions },
        {
          key: "type",
          label: t("record.type"),
          children: `${record.type_name} / ${record.country_name || record.place_name}`,
        },
        { key: "updated", label: t("record.updated"), children: record.updated },
      ]}
    />
  );
});

export const Progress = memo(function Progress({ at }: { at: number }) {
  const { t } = useWords();
  return (
    <Steps
      className="steps"
      size="small"
      current={at}
      items={["choose", "fill", "done"].map((key) => ({ title: t(`steps.${key}`) }))}
    />
  );
});
