import {createApp} from "vue";
import {define} from "inflight-timeline";
import Page from "./Page.vue";

define({site: new URLSearchParams(location.search).get("site")});
createApp(Page).mount("#root");
