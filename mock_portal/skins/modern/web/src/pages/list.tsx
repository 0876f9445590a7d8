// IPR Management: filters, table, paging, a drawer for a quick look.
import { SearchOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Col, DatePicker, Drawer, Form, Input, Row, Select, Table } from "antd";
import dayjs from "dayjs";
import type { Dayjs } from "dayjs";
import { useEffect, useRef, useState } from "react";
import { get } from "../api";
import { Bones, Heading, usePage, Wrong } from "../page";
import { Status } from "../record";
import { go, withQuery } from "../router";
import type { IprRecord, ListPage as Told } from "../types";
import { useWords } from "../words";
import { Facts } from "./record";

interface Typed {
  keyword?: string;
  type?: string;
  status?: string;
  from?: Dayjs | null;
  to?: Dayjs | null;
}

const DAY = "YYYY-MM-DD";

export function ListPage({ query }: { query: URLSearchParams }) {
  const { t } = useWords();
  const [shown, setShown] = useState("");
  const asked = Object.fromEntries(query);
  const { data, trouble, stale, reload } = usePage<Told>(withQuery("/ipr/list", asked));
  const endless = useMore(data, asked);
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data) return <Bones />;
  const turn = (page: number) => go(withQuery("/uc/ipr/list", { ...asked, page }));
  const none = t("record.none");
  const text = (value: string) => value || none;
  return (
    <>
      <Heading>{t("list.title")}</Heading>
      <Filters told={data} asked={asked} />
      <Alert type="info" showIcon title={t("list.note", { days: data.days })} className="problem" />
      <Card>
        <Table<IprRecord>
          rowKey="number"
          size="middle"
          loading={stale}
          dataSource={data.endless ? endless.rows : data.rows}
          className="list"
          scroll={{ x: "max-content" }}
          locale={{ emptyText: t("list.empty") }}
          pagination={
            data.total !== null &&
            !data.endless && {
              current: data.page,
              pageSize: data.page_size,
              total: data.total,
              showSizeChanger: false,
              showTotal: (total) => t("list.total", { total }),
              onChange: turn,
            }
          }
          columns={[
            {
              title: t("list.number"),
              dataIndex: "number",
              render: (number: string) => <a href={`#/uc/ipr/record/${number}`}>{number}</a>,
            },
            { title: t("list.name"), dataIndex: "name", render: text },
            { title: t("list.status"), dataIndex: "status", render: (of: string) => <Status of={of} /> },
            { title: t("list.submitted"), dataIndex: "submitted", render: text, width: 170 },
            { title: t("list.registration_number"), dataIndex: "registration_number", render: text },
            { title: t("list.type"), dataIndex: "type_name" },
            { title: t("list.holder"), dataIndex: "holder", render: text },
            { title: t("list.place"), dataIndex: "place_name" },
            { title: t("list.valid_until"), dataIndex: "valid_until", render: text, width: 115 },
            {
              title: t("list.action"),
              key: "action",
              fixed: "right",
              width: 90,
              render: (_, { number }) => (
                <Button
                  type="link"
                  size="small"
                  aria-label={`${t("list.view")} ${number}`}
                  onClick={() => setShown(number)}
                >
                  {t("list.view")}
                </Button>
              ),
            },
          ]}
        />
        {data.endless && (
          <div className="more" ref={endless.end}>
            {!endless.more && t("list.no_more")}
            {endless.more && data.endless === "button" && (
              <Button onClick={endless.next}>{t("list.more")}</Button>
            )}
          </div>
        )}
        {data.total === null && !data.endless && (
          <div className="actions">
            <Button disabled={data.page <= 1} onClick={() => turn(data.page - 1)}>
              {t("list.previous")}
            </Button>
            <Button disabled={!data.more} onClick={() => turn(data.page + 1)}>
              {t("list.next")}
            </Button>
          </div>
        )}
      </Card>
      <Drawer
        title={t("modern.detail")}
        size={640}
        open={shown !== ""}
        onClose={() => setShown("")}
        destroyOnHidden
        extra={
          <Button type="primary" href={`#/uc/ipr/record/${shown}`}>
            {t("modern.open")}
          </Button>
        }
      >
        {shown && (
          <div tabIndex={0} role="region" aria-label={shown}>
            <Facts number={shown} />
          </div>
        )}
      </Drawer>
    </>
  );
}

/** Rows upon rows; what comes next is asked for by a button, or as soon as the end is in sight. */
function useMore(first: Told | null, asked: Record<string, string>) {
  const [pages, setPages] = useState<Told[]>([]);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => setPages(first ? [first] : []), [first]);
  const last = pages.at(-1);
  const path = withQuery("/ipr/list", { ...asked, page: (last?.page ?? 0) + 1 });
  const next = () => {
    get<Told>(path)
      .then((told) => setPages((now) => [...now, told]))
      .catch(() => undefined);
  };
  const latest = useRef(next);
  latest.current = next;
  const scrolls = last?.endless === "scroll" && last.more;
  useEffect(() => {
    if (!scrolls || !end.current) return;
    const eye = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      eye.disconnect();
      latest.current();
    });
    eye.observe(end.current);
    return () => eye.disconnect();
  }, [scrolls, pages]);
  return { rows: pages.flatMap((page) => page.rows), more: last?.more ?? false, next, end };
}

function Filters({ told, asked }: { told: Told; asked: Record<string, string> }) {
  const { t } = useWords();
  const [form] = Form.useForm<Typed>();
  const key = JSON.stringify([asked, told.from, told.to]);
  useEffect(() => {
    const day = (value: string) => (value ? dayjs(value, DAY) : null);
    form.setFieldsValue({
      keyword: asked["keyword"] ?? "",
      type: asked["type"] ?? "",
      status: asked["status"] ?? "",
      from: day(told.from),
      to: day(told.to),
    });
    // `asked` is a new object at every turn; its text is the key
  }, [form, key]);
  const search = (typed: Typed) =>
    go(
      withQuery("/uc/ipr/list", {
        keyword: typed.keyword?.trim(),
        type: typed.type,
        status: typed.status,
        from: typed.from?.format(DAY),
        to: typed.to?.format(DAY),
      }),
    );
  const all = { value: "", label: t("list.all") };
  const cell = { xs: 24, sm: 12, lg: 8 };
  return (
    <Card>
      <Form<Typed> form={form} layout="vertical" role="search" onFinish={search}>
        <Row gutter={16}>
          <Col {...cell}>
            <Form.Item name="from" label={t("list.from")}>
              <DatePicker format={DAY} className="wide" placeholder={t("modern.date")} />
            </Form.Item>
          </Col>
          <Col {...cell}>
            <Form.Item name="to" label={t("list.to")}>
              <DatePicker format={DAY} className="wide" placeholder={t("modern.date")} />
            </Form.Item>
          </Col>
          <Col {...cell}>
            <Form.Item name="status" label={t("list.status")}>
              <Select
                options={[all, ...told.statuses.map((s) => ({ value: s, label: t(`status.${s}`) }))]}
              />
            </Form.Item>
          </Col>
          <Col {...cell}>
            <Form.Item name="type" label={t("list.type")}>
              <Select options={[all, ...told.types]} />
            </Form.Item>
          </Col>
          <Col {...cell}>
            <Form.Item name="keyword" label={t("list.keyword")}>
              <Input allowClear placeholder={t("list.keyword_hint")} />
            </Form.Item>
          </Col>
          <Col {...cell}>
            <div className="actions search">
              <Button type="primary" htmlType="submit" icon={<SearchOutlined />}>
                {t("list.search")}
              </Button>
              <Button onClick={() => go("/uc/ipr/list")}>{t("modern.reset")}</Button>
            </div>
          </Col>
        </Row>
      </Form>
    </Card>
  );
}
