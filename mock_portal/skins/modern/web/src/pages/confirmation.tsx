import { Button, Card, Result } from "antd";
import { Bones, Heading, usePage, Wrong } from "../page";
import { Progress, Summary } from "../record";
import { withQuery } from "../router";
import type { Announced, IprRecord } from "../types";
import { useWords } from "../words";

export function ConfirmationPage({ number }: { number: string }) {
  const { t } = useWords();
  const { data, trouble, reload, stale } = usePage<Announced & { record: IprRecord }>(
    withQuery("/ipr/success", { iprNo: number }),
  );
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data || stale) return <Bones />;
  return (
    <Card>
      <Progress at={3} />
      <Result
        status="success"
        title={<Heading>{t("confirmation.title")}</Heading>}
        subTitle={t("confirmation.text")}
        extra={[
          <Button key="add" type="primary" href="#/uc/ipr/add">
            {t("confirmation.add")}
          </Button>,
          <Button key="manage" href="#/uc/ipr/list">
            {t("confirmation.manage")}
          </Button>,
        ]}
      />
      <Summary record={data.record} />
    </Card>
  );
}
