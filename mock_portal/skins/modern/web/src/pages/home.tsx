import { Button, Card, Descriptions, Typography } from "antd";
import { Bones, Heading, usePage, Wrong } from "../page";
import { withQuery } from "../router";
import { useSession } from "../session";
import type { Announced } from "../types";
import { useWords } from "../words";

interface Counts extends Announced {
  counts: { status: string; count: number }[];
}

export function HomePage() {
  const { t } = useWords();
  const { account } = useSession();
  const { data, trouble, reload } = usePage<Counts>("/home");
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data || !account) return <Bones />;
  return (
    <>
      <Heading>{t("menu.title")}</Heading>
      <Card>
        <Typography.Paragraph>{t("home.welcome", { name: account.complainant })}</Typography.Paragraph>
        <Descriptions
          column={{ xs: 1, md: 2 }}
          items={[
            { key: "who", label: t("account.complainant"), children: account.complainant },
            { key: "id", label: t("home.identity"), children: t(`identity.${account.identity}`) },
          ]}
        />
      </Card>
      <Card title={<h2 className="section">{t("home.overview")}</h2>}>
        <ul className="counts">
          {data.counts.map(({ status, count }) => (
            <li key={status}>
              <a href={`#${withQuery("/uc/ipr/list", { status, from: "2000-01-01" })}`}>
                <b>{count}</b> {t(`status.${status}`)}
              </a>
            </li>
          ))}
        </ul>
        <Typography.Paragraph type="secondary">{t("home.hint")}</Typography.Paragraph>
        <Button type="primary" href="#/uc/ipr/add">
          {t("home.add")}
        </Button>
      </Card>
    </>
  );
}
