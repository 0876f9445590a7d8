import { Card, Empty } from "antd";
import { Bones, Heading, usePage, Wrong } from "../page";
import type { Announced } from "../types";
import { useWords } from "../words";

export function ComplaintPage({ which }: { which: "add" | "list" }) {
  const { t } = useWords();
  const { data, trouble, reload } = usePage<Announced>(`/complaint/${which}`);
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data) return <Bones />;
  return (
    <>
      <Heading>{t(`complaint.${which}_title`)}</Heading>
      <Card>
        <Empty description={t("complaint.text")} />
      </Card>
    </>
  );
}
