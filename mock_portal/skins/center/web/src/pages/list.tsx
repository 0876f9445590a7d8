// IPR Management: states as tabs, filters, the table, pages or more of the same.
import { Button, DatePicker2, Form, Input, Message, Pagination, Select, Tab, Table } from "@alifd/next";
import dayjs from "dayjs";
import { useEffect, useRef, useState } from "react";
import { Heading, Mask, Panel, usePage, Wrong } from "../page";
import { go } from "../router";
import type { IprRecord, ListTold } from "../types";
import { useWords } from "../words";

type Asked = Record<string, string>;

export function ListPage({ query }: { query: URLSearchParams }) {
  const { t } = useWords();
  const asked = Object.fromEntries(query) as Asked;
  const { tab = "", ...others } = asked;
  const { data, trouble, stale, reload } = usePage<ListTold>("/right/list.json", {
    ...others,
    ...(tab && { status: tab }),
  });
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data) return <Mask />;
  const filters = JSON.stringify([asked, data.from, data.to]);
  return (
    <>
      <Heading>{t("list.title")}</Heading>
      <Panel>
        <Filters key={filters} told={data} asked={asked} />
        <Message type="notice">{t("list.note", { days: data.days })}</Message>
      </Panel>
      <Panel>
        <Tab activeKey={tab} shape="wrapped" onChange={(key) => go("/rights/list", { ...others, pageNo: undefined, tab: String(key) })}>
          {data.tabs.map(({ status, count }) => (
            <Tab.Item
              key={status}
              title={
                t(status ? `status.${status}` : "list.all") +
                (count === null ? "" : `${t("center.open_bracket")}${count}${t("center.close_bracket")}`)
              }
            />
          ))}
        </Tab>
        {data.endless ? (
          <Endless key={filters} told={data} asked={asked} />
        ) : (
          <>
            <Rows rows={data.rows} loading={stale} />
            <Pages told={data} asked={asked} />
          </>
        )}
      </Panel>
    </>
  );
}

function Rows({ rows, loading }: { rows: IprRecord[]; loading: boolean }) {
  const { t } = useWords();
  const or = (value: unknown) => String(value || t("record.none"));
  return (
    <div className="scroll">
      <Table dataSource={rows} primaryKey="number" loading={loading} emptyContent={t("list.empty")} hasBorder={false}>
        <Table.Column title={t("list.number")} dataIndex="number" width={110} />
        <Table.Column title={t("list.name")} dataIndex="name" width={200} cell={or} />
        <Table.Column title={t("list.type_column")} dataIndex="type_name" width={100} />
        <Table.Column title={t("list.registration_number")} dataIndex="registration_number" width={180} cell={or} />
        <Table.Column title={t("list.holder")} dataIndex="holder" width={180} cell={or} />
        <Table.Column title={t("list.place")} dataIndex="place_name" width={110} />
        <Table.Column title={t("list.status")} dataIndex="status" width={110} cell={(of: string) => t(`status.${of}`)} />
        <Table.Column title={t("list.submitted")} dataIndex="submitted" width={170} cell={or} />
        <Table.Column title={t("list.valid_until")} dataIndex="valid_until" width={110} cell={or} />
        <Table.Column
          title={t("list.action")}
          width={90}
          cell={(_: unknown, __: number, row: IprRecord) => (
            <a href={`#/rights/record?id=${row.number}`} aria-label={`${t("center.view")} ${row.number}`}>
              {t("center.view")}
            </a>
          )}
        />
      </Table>
    </div>
  );
}

function Pages({ told, asked }: { told: ListTold; asked: Asked }) {
  const { t } = useWords();
  const turn = (pageNo: number) => go("/rights/list", { ...asked, pageNo });
  if (told.total === null || told.pages === null) {
    return (
      <div className="pages">
        <Button disabled={told.pageNo <= 1} onClick={() => turn(told.pageNo - 1)}>
          {t("center.previous")}
        </Button>
        <Button disabled={!told.more} onClick={() => turn(told.pageNo + 1)}>
          {t("center.next")}
        </Button>
      </div>
    );
  }
  const { pages } = told;
  return (
    <div className="pages">
      <span>{t("list.page", { page: told.pageNo, pages })}</span>
      <Pagination
        current={told.pageNo}
        total={told.total}
        pageSize={told.pageSize}
        onChange={turn}
        totalRender={(total: number) => t("list.total", { total })}
      />
    </div>
  );
}

/** Rows upon rows; what comes next is asked for by a button, or as soon as the end is in sight. */
function Endless({ told, asked }: { told: ListTold; asked: Asked }) {
  const { t } = useWords();
  const { tab = "", ...others } = asked;
  // told may still be the answer for the tab before: its rows are no part of this list
  const [rows, setRows] = useState<IprRecord[]>([]);
  const [pageNo, setPage] = useState(told.pageNo);
  const end = useRef<HTMLDivElement>(null);
  const { data, stale } = usePage<ListTold>("/right/list.json", {
    ...others,
    ...(tab && { status: tab }),
    pageNo: String(pageNo),
  });
  const here = data && !stale ? data : null;
  useEffect(() => {
    if (!here) return;
    setRows((now) => {
      const known = new Set(now.map((row) => row.number));
      return [...now, ...here.rows.filter((row) => !known.has(row.number))];
    });
  }, [here]);
  const more = here?.more ?? false;
  useEffect(() => {
    if (told.endless !== "scroll" || !more || !end.current) return;
    const watch = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting)) setPage((n) => n + 1);
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [told.endless, more, pageNo]);
  return (
    <>
      <Rows rows={rows} loading={false} />
      <div className="more" ref={end}>
        {!more && here && <span>{t("list.no_more")}</span>}
        {more && told.endless === "button" && (
          <Button onClick={() => setPage((n) => n + 1)}>{t("list.more")}</Button>
        )}
        {!here && <span>{t("center.loading")}</span>}
      </div>
    </>
  );
}

function Filters({ told, asked }: { told: ListTold; asked: Asked }) {
  const { t } = useWords();
  const [from, setFrom] = useState(told.from);
  const [to, setTo] = useState(told.to);
  const [keyword, setKeyword] = useState(asked["keyword"] ?? "");
  const [type, setType] = useState(asked["type"] ?? "");
  const search = () => go("/rights/list", { tab: asked["tab"], from, to, keyword: keyword.trim(), type });
  const day = (value: unknown) => (value ? dayjs(value as string).format("YYYY-MM-DD") : "");
  return (
    <Form field={false} labelAlign="top" className="filters">
      <Form.Item label={t("list.from")}>
        <DatePicker2 value={from || null} onChange={(value) => setFrom(day(value))} placeholder={t("center.date")} />
      </Form.Item>
      <Form.Item label={t("list.to")}>
        <DatePicker2 value={to || null} onChange={(value) => setTo(day(value))} placeholder={t("center.date")} />
      </Form.Item>
      <Form.Item label={t("list.type")}>
        <Select
          value={type}
          dataSource={[{ value: "", label: t("list.all") }, ...told.types]}
          onChange={(value) => setType(String(value))}
        />
      </Form.Item>
      <Form.Item label={t("list.keyword")}>
        <Input id="keyword" name="keyword" value={keyword} placeholder={t("list.keyword_hint")} onChange={(value) => setKeyword(String(value))} onPressEnter={search} />
      </Form.Item>
      <div className="actions">
        <Button type="primary" onClick={search}>
          {t("list.search")}
        </Button>
        <Button onClick={() => go("/rights/list", { tab: asked["tab"] })}>{t("center.reset")}</Button>
      </div>
    </Form>
  );
}
