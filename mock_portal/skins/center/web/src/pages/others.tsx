// The small pages: home, result, notices, account, complaints.
import { Button, Message, Table } from "@alifd/next";
import { Heading, Mask, Panel, usePage, Wrong } from "../page";
import { Facts } from "../record";
import { go } from "../router";
import { useSession } from "../session";
import type { IprRecord } from "../types";
import { useWords } from "../words";

export function HomePage() {
  const { t } = useWords();
  const { account } = useSession();
  const { data, trouble, reload } = usePage<{ counts: Record<string, number> }>("/center/home.json");
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data) return <Mask />;
  return (
    <>
      <Heading>{t("menu.home")}</Heading>
      <Panel>
        <p className="welcome">{t("home.welcome", { name: account?.complainant ?? "" })}</p>
        <p>
          {t("home.identity")}
          {t("center.colon")}
          {t(`identity.${account?.identity ?? "missing"}`)}
        </p>
        <p>{t("home.hint")}</p>
        <Button type="primary" onClick={() => go("/rights/apply")}>
          {t("home.add")}
        </Button>
      </Panel>
      <Panel title={t("home.overview")}>
        <div className="counts">
          {Object.entries(data.counts).map(([status, count]) => (
            <a key={status} href={`#/rights/list?tab=${status}&from=2000-01-01`}>
              <b>{count}</b> {t(`status.${status}`)}
            </a>
          ))}
        </div>
      </Panel>
    </>
  );
}

export function ResultPage({ id }: { id: string }) {
  const { t } = useWords();
  const { data, trouble, reload, stale } = usePage<{ record: IprRecord }>("/right/result.json", { id });
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data || stale) return <Mask />;
  return (
    <div className="panel result">
      <Message type="success" shape="addon" size="large">
        {t("confirmation.text")}
      </Message>
      <Heading>{t("confirmation.title")}</Heading>
      <Facts record={data.record} />
      <p className="actions">
        <Button type="primary" onClick={() => go("/rights/apply")}>
          {t("confirmation.add")}
        </Button>
        <Button onClick={() => go("/rights/list")}>{t("confirmation.manage")}</Button>
      </p>
    </div>
  );
}

export function NoticePage() {
  const { t } = useWords();
  const { data, trouble, reload } = usePage<{ rows: { time: string; text: string }[] }>("/center/notices.json");
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data) return <Mask />;
  return (
    <>
      <Heading>{t("menu.messages")}</Heading>
      <Panel>
        <Table dataSource={data.rows} primaryKey="text" emptyContent={t("messages.empty")} hasBorder={false}>
          <Table.Column title={t("messages.time")} dataIndex="time" width={180} />
          <Table.Column title={t("messages.message")} dataIndex="text" />
        </Table>
      </Panel>
    </>
  );
}

export function AccountPage() {
  const { t } = useWords();
  const { account } = useSession();
  const { data, trouble, reload } = usePage<object>("/center/account.json");
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data || !account) return <Mask />;
  const rows: [string, string][] = [
    [t("account.username"), account.username],
    [t("account.email"), account.email],
    [t("account.complainant"), account.complainant],
    [t("home.identity"), t(`identity.${account.identity}`)],
  ];
  return (
    <>
      <Heading>{t("menu.account")}</Heading>
      <Panel>
        <ul className="info">
          {rows.map(([label, value]) => (
            <li key={label}>
              <span className="info-label">
                {label}
                {t("center.colon")}
              </span>
              <span className="info-value">{value}</span>
            </li>
          ))}
        </ul>
        <p>{t("account.note")}</p>
      </Panel>
    </>
  );
}

export function ComplaintPage({ which }: { which: "add" | "list" }) {
  const { t } = useWords();
  const { data, trouble, reload } = usePage<object>("/center/complaint.json");
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data) return <Mask />;
  return (
    <>
      <Heading>{t(which === "add" ? "menu.complain" : "menu.complaints")}</Heading>
      <Panel>{t("complaint.text")}</Panel>
    </>
  );
}
