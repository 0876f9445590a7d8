// IPR Submission: type and place, the first Save Draft, Next.
import { App, Button, Card, Form, Radio, Select, Typography } from "antd";
import { useEffect, useState } from "react";
import { post } from "../api";
import { Bones, Heading, InHand, Problem, useDeed, usePage, Wrong } from "../page";
import { Progress, Summary } from "../record";
import { go, withQuery } from "../router";
import type { ChoicePage as Told, IprRecord, Saved } from "../types";
import { useWords } from "../words";

interface Typed {
  type?: string;
  place?: string;
  country?: string;
}

const OTHERS = "Others";

export function ChoicePage({ number }: { number: string }) {
  const told = usePage<Told>(withQuery("/ipr/choice", { iprNo: number }));
  if (told.trouble) return <Wrong trouble={told.trouble} retry={told.reload} />;
  if (!told.data || told.stale) return <Bones />;
  return <Choice key={number} told={told.data} />;
}

function Choice({ told }: { told: Told }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const [record, setRecord] = useState<IprRecord | null>(told.record);
  const [clean, setClean] = useState(told.record !== null);
  const place = Form.useWatch("place", form);
  const { busy, problem, accepted, run } = useDeed();
  useEffect(() => {
    if (place !== OTHERS) form.setFieldValue("country", undefined);
  }, [place, form]);
  if (accepted) return <InHand accepted={accepted} />;

  const save = (then?: (saved: Saved) => void) =>
    run(
      "save",
      async () => {
        form.setFields(["type", "place", "country"].map((name) => ({ name: name as keyof Typed, errors: [] })));
        const { type = "", place: where = "", country = "" } = form.getFieldsValue();
        const values = { type, place: where, country };
        const saved = record
          ? await post<Saved>("/ipr/choice", { ...values, iprNo: record.number })
          : await post<Saved>("/ipr/create", values);
        setRecord(saved.record);
        setClean(true);
        message.success(t("details.saved", { time: saved.saved }));
        // the address now names the draft; the page stays as it is
        window.history.replaceState(null, "", `#/uc/ipr/add/${saved.record.number}`);
        then?.(saved);
      },
      (errors) =>
        form.setFields(
          Object.entries(errors).map(([name, text]) => ({ name: name as keyof Typed, errors: [text] })),
        ),
    );
  const onward = (of: IprRecord) => go(`/uc/ipr/detail/${of.number}`);

  return (
    <>
      <Heading>{t("choice.title")}</Heading>
      <Progress at={0} />
      <Problem text={problem} />
      <Card>
        {record ? <Summary record={record} /> : <Typography.Paragraph>{t("choice.intro")}</Typography.Paragraph>}
        <Form<Typed>
          form={form}
          layout="vertical"
          className="choice"
          initialValues={{
            type: told.record?.type,
            place: told.record?.place,
            country: told.record?.country || undefined,
          }}
          onValuesChange={() => setClean(false)}
        >
          <Form.Item name="place" label={t("choice.place")} required>
            <Select options={told.places} placeholder={t("choice.select")} />
          </Form.Item>
          {place === OTHERS && (
            <Form.Item name="country" label={t("choice.country")} required>
              <Select
                options={told.countries}
                placeholder={t("choice.select")}
                showSearch={{ optionFilterProp: "label" }}
              />
            </Form.Item>
          )}
          <Form.Item name="type" label={t("choice.type")} required>
            <Radio.Group options={told.types} optionType="button" buttonStyle="solid" />
          </Form.Item>
          <div className="actions">
            <Button loading={busy === "save"} onClick={() => void save()}>
              {t("details.save")}
            </Button>
            <Button
              type="primary"
              disabled={told.strict && !clean}
              onClick={() => (clean && record ? onward(record) : void save((saved) => onward(saved.record)))}
            >
              {t("choice.next")}
            </Button>
          </div>
        </Form>
      </Card>
    </>
  );
}
