"use strict";
/* Calls that the page hands over, made out of its sight. */
self.onconnect = (event) => {
  const [port] = event.ports;
  port.onmessage = async ({ data: { id, name, fields } }) => {
    const answer = await fetch(`/api/${name}.json`, { method: "POST", body: new URLSearchParams(fields) });
    port.postMessage({ id, told: await answer.json() });
  };
};
