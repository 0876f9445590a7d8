// A record's facts in one line, as the pages of the application show them.
import { useWords } from "./words";
import type { IprRecord } from "./types";

export function Facts({ record }: { record: IprRecord }) {
  const { t } = useWords();
  const none = t("record.none");
  const region = [record.place_name, record.country_name].filter(Boolean).join(" / ");
  const rows: [string, string][] = [
    [t("record.number"), record.number],
    [t("record.status"), t(`status.${record.status}`)],
    [t("record.type"), record.type_name],
    [t("record.place"), region],
    [t("record.submitted"), record.submitted || none],
    [t("record.submissions"), String(record.submissions)],
    [t("record.updated"), record.updated],
  ];
  return (
    <div className="facts">
      {rows.map(([label, value]) => (
        <span className="fact" key={label}>
          <span className="fact-label">
            {label}
            {t("center.colon")}
          </span>
          <span className="fact-value">{value}</span>
        </span>
      ))}
    </div>
  );
}
