/* jQuery-style behaviour, without jQuery. */
(function () {
  var form = document.getElementById("bd");
  function has(habit) { return XG.indexOf(habit) >= 0; }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function plain(name) { return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "").replace(/(limited|ltd)$/, ""); }
  function value(name) {
    var fields = all("[name=" + name + "]", form);
    if (!fields.length) return "";
    if (fields[0].type === "radio") {
      var on = fields.filter(function (one) { return one.checked; })[0];
      return on ? on.value : "";
    }
    return fields[0].value;
  }
  function owner() {
    var names = ["quanliren", "zhuceren", "zhuanliren"];
    for (var i = 0; i < names.length; i++) {
      var field = document.getElementById(names[i]);
      if (field) return field.getAttribute("data-hint") === field.value ? "" : field.value;
    }
    return "";
  }
  function redraw() {
    var mandated = owner() && plain(owner()) !== plain(form.getAttribute("data-party") || "");
    all(".hang").forEach(function (row) {
      var when = JSON.parse(row.getAttribute("data-when") || "{}");
      var shown = Object.keys(when).every(function (name) { return when[name].indexOf(value(name)) >= 0; });
      if (row.getAttribute("data-mandate") === "1" && !mandated) shown = false;
      row.style.display = shown ? "" : "none";
      all("input, select, textarea", row).forEach(function (field) { field.disabled = !shown; });
    });
  }
  function close(event) {
    all(".xlk ul").forEach(function (list) { if (!list.parentNode.contains(event.target)) list.style.display = "none"; });
  }
  function put(holder, code) {
    var hidden = holder.querySelector("input[type=hidden]");
    hidden.value = code;
    redraw();
  }
  function layer(words, yes) {
    var page = has("layers_in_top") ? top.document : document;
    if (!page.getElementById("layercss")) {
      var css = page.createElement("link");
      css.id = "layercss"; css.rel = "stylesheet"; css.href = "/static/old.css";
      page.head.appendChild(css);
    }
    var holder = page.createElement("div");
    holder.innerHTML = '<div class="layui-layer-shade"></div><div class="layui-layer layui-layer-dialog" type="dialog">' +
      '<div class="layui-layer-title">信息</div><div class="layui-layer-content">' + words + '</div>' +
      '<span class="layui-layer-setwin"><a class="layui-layer-close" href="javascript:;"></a></span>' +
      '<div class="layui-layer-btn"><a class="layui-layer-btn0">确定</a><a class="layui-layer-btn1">取消</a></div></div>';
    page.body.appendChild(holder);
    function gone() { holder.parentNode.removeChild(holder); }
    holder.querySelector(".layui-layer-btn0").onclick = function () { gone(); yes(); };
    holder.querySelector(".layui-layer-btn1").onclick = gone;
    holder.querySelector(".layui-layer-close").onclick = gone;
  }
  function post(act) {
    all("[data-hint]", form).forEach(function (field) { if (field.value === field.getAttribute("data-hint")) field.value = ""; });
    var hidden = form.querySelector("[name=act]");
    if (hidden) hidden.value = act;
    form.submit();
  }
  function pressed(act) {
    if (act !== "send") return post(act);
    var words = "提交后不能再改，确定提交审查吗？";
    if (has("layers") || has("layers_in_top")) return layer(words, function () { post(act); });
    if (confirm(words)) post(act);
    return undefined;
  }
  function calendar(field) {
    var old = document.getElementById("_my97DP");
    if (old) old.parentNode.removeChild(old);
    var box = field.getBoundingClientRect();
    var holder = document.createElement("div");
    holder.id = "_my97DP";
    holder.style.cssText = "position:absolute;z-index:19700;left:" + (box.left + window.pageXOffset) + "px;top:" + (box.bottom + window.pageYOffset) + "px";
    holder.innerHTML = '<iframe src="/static/calendar.htm" frameborder="0" scrolling="no" width="200" height="230"></iframe>';
    document.body.appendChild(holder);
    window.$dp = { value: field.value, pick: function (day) { field.value = day; holder.parentNode.removeChild(holder); } };
  }
  document.addEventListener("mousedown", function (event) {
    close(event);
    var open = document.getElementById("_my97DP");
    if (open && !open.contains(event.target)) open.parentNode.removeChild(open);
  });
  if (!form) return;
  if (has("emptying")) form.reset();
  all(".xlk").forEach(function (holder) {
    var list = holder.querySelector("ul"), shown = holder.querySelector("span");
    shown.onclick = function () { list.style.display = list.style.display === "none" ? "" : "none"; };
    all("li", list).forEach(function (item) {
      item.onclick = function () { shown.innerHTML = item.innerHTML; list.style.display = "none"; put(holder, item.getAttribute("val")); };
    });
  });
  all(".dxz i").forEach(function (mark) {
    function on() {
      all("i", mark.parentNode).forEach(function (one) { one.className = "dx"; });
      mark.className = "dx dx-on";
      put(mark.parentNode, mark.getAttribute("val"));
    }
    mark.onclick = on;
    mark.nextElementSibling.onclick = on;
  });
  all(".dxt").forEach(function (picture) {
    picture.onclick = function () {
      all(".dxt", picture.parentNode).forEach(function (one) { one.src = "/static/dx0.gif"; });
      picture.src = "/static/dx1.gif";
      put(picture.parentNode, picture.getAttribute("val"));
    };
  });
  all("[data-hint]").forEach(function (field) {
    var hint = field.getAttribute("data-hint");
    field.onfocus = function () { if (field.value === hint) { field.value = ""; field.style.color = ""; } };
    field.onblur = function () { if (!field.value) { field.value = hint; field.style.color = "#999"; } };
  });
  if (has("cuts_names")) all("input[type=text]", form).forEach(function (field) {
    field.addEventListener("blur", function () { field.value = field.value.slice(0, 10); });
  });
  all(".Wdate").forEach(function (field) { field.onfocus = field.onclick = function () { if (!document.getElementById("_my97DP")) calendar(field); }; });
  all(".zj").forEach(function (link) {
    link.onclick = function () {
      var line = document.createElement("div");
      line.innerHTML = '<input type="file" name="' + link.getAttribute("data-name") + '">';
      link.parentNode.insertBefore(line, link);
    };
  });
  all(".an").forEach(function (button) {
    button.onclick = function () { pressed(button.getAttribute("data-act")); return false; };
  });
  all(".blob").forEach(function (button) {
    button.onclick = function () {
      fetch(button.getAttribute("data-at")).then(function (answer) { return answer.blob(); }).then(function (blob) { window.open(URL.createObjectURL(blob)); });
    };
  });
  form.addEventListener("input", redraw);
  form.addEventListener("change", redraw);
  redraw();
})();
