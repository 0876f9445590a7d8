// Adding an IPR: type and place, the first save, Next.
import { Button, CascaderSelect, Form, Radio, Step } from "@alifd/next";
import { useState } from "react";
import { post } from "../api";
import { Heading, InHand, Mask, Panel, toast, usePage, usePress, Wrong } from "../page";
import { go, rename } from "../router";
import type { ChoiceTold, IprRecord, Saved } from "../types";
import { useWords } from "../words";

export function Progress({ at }: { at: number }) {
  const { t } = useWords();
  return (
    <Step current={at} shape="arrow" className="steps">
      {["choose", "fill", "done"].map((key) => (
        <Step.Item key={key} title={t(`steps.${key}`)} />
      ))}
    </Step>
  );
}

export function ApplyPage({ id }: { id: string }) {
  const { data, trouble, stale, reload } = usePage<ChoiceTold>("/right/options.json", id ? { id } : {});
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data || stale) return <Mask />;
  return <Apply key={id} told={data} />;
}

const regionOf = (record: IprRecord | null): string =>
  record ? [record.place, record.country].filter(Boolean).join("/") : "";

function Apply({ told }: { told: ChoiceTold }) {
  const { t } = useWords();
  const [record, setRecord] = useState(told.record);
  const [rightType, setType] = useState(told.record?.type ?? "");
  const [region, setRegion] = useState(regionOf(told.record));
  const [clean, setClean] = useState(told.record !== null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { busy, processing, run } = usePress();
  if (processing) return <InHand processing={processing} />;

  const save = (then?: (saved: IprRecord) => void) =>
    run(
      "save",
      async () => {
        setErrors({});
        const values = { rightType, region };
        const saved = record
          ? await post<Saved>("/right/change.json", { ...values, id: record.number })
          : await post<Saved>("/right/create.json", values);
        setRecord(saved.record);
        setClean(true);
        toast("success", t("center.saved", { number: saved.record.number }));
        rename("/rights/apply", { id: saved.record.number });
        then?.(saved.record);
      },
      setErrors,
    );
  const onward = (of: IprRecord) => go("/rights/form", { id: of.number });
  const state = (name: string) => (errors[name] ? ({ validateState: "error", help: errors[name] } as const) : {});

  return (
    <>
      <Heading>{t("choice.title")}</Heading>
      <Progress at={0} />
      <Panel>
        <p>{t("choice.intro")}</p>
        <Form field={false} labelAlign="top" className="apply">
          <Form.Item label={t("choice.type")} required {...state("rightType")}>
            <Radio.Group
              value={rightType}
              dataSource={told.types}
              onChange={(value) => {
                setType(String(value));
                setClean(false);
              }}
            />
          </Form.Item>
          <Form.Item label={t("choice.place")} required {...state("region")}>
            <CascaderSelect
              className="wide"
              value={region}
              dataSource={told.places}
              placeholder={t("choice.select")}
              showSearch
              onChange={(value) => {
                setRegion(String(value ?? ""));
                setClean(false);
              }}
            />
          </Form.Item>
        </Form>
        <p className="actions">
          <Button loading={busy === "save"} onClick={() => void save()}>
            {t("details.save")}
          </Button>
          <Button
            type="primary"
            disabled={told.strict && !clean}
            onClick={() => (clean && record ? onward(record) : void save(onward))}
          >
            {t("choice.next")}
          </Button>
        </p>
      </Panel>
    </>
  );
}
