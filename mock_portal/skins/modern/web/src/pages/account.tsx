import { Alert, Card, Descriptions } from "antd";
import { Bones, Heading, usePage, Wrong } from "../page";
import { useSession } from "../session";
import type { Announced } from "../types";
import { useWords } from "../words";

export function AccountPage() {
  const { t } = useWords();
  const { account } = useSession();
  const { data, trouble, reload } = usePage<Announced>("/account");
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data || !account) return <Bones />;
  return (
    <>
      <Heading>{t("account.title")}</Heading>
      <Card>
        <Descriptions
          column={1}
          items={[
            { key: "name", label: t("account.username"), children: account.username },
            { key: "mail", label: t("account.email"), children: account.email },
            { key: "who", label: t("account.complainant"), children: account.complainant },
            { key: "id", label: t("home.identity"), children: t(`identity.${account.identity}`) },
          ]}
        />
        <Alert type="info" title={t("account.note")} />
      </Card>
    </>
  );
}
