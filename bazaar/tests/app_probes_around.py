"""Probes of what is exposed, deployed, at the edge and observed."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

from bazaar.tests.app_probe import probe
from bazaar.tests.app_product import Product


@probe("exp-open-operation")
def nobody_reads_messages(product: Product) -> bool:
    talk = product.talk("a")
    product.say("a", "lrc-mark", talk=talk)
    return "lrc-mark" in product.by(None).get(f"/conversations/{talk}/messages").text


@probe("exp-shadow-api")
def an_older_api_answers(product: Product) -> bool:
    answers = [product.by(None).get(path).text for path in ("/internal/customers", "/api/v1/customers")]
    in_bundle = "/internal/customers" in bundle(product)
    assert "/internal" not in product.by(None).get("/openapi.json").text
    return in_bundle and all("a@bazaar.test" in answer for answer in answers)


@probe("exp-undocumented-route")
def a_route_is_in_no_document(product: Product) -> bool:
    assert "/teaser" not in product.by(None).get("/openapi.json").text
    return "/teaser" in bundle(product) and "listings" in product.by(None).get("/teaser").text


def bundle(product: Product) -> str:
    name = re.search(r"/assets/app\.\w+\.js", product.host("bazaar.test").get("/").text)
    assert name is not None
    return product.host("bazaar.test").get(name[0]).text


@probe("exp-open-admin")
def nobody_lists_users(product: Product) -> bool:
    return "a@bazaar.test" in product.by(None).get("/admin/users").text


@probe("exp-debug-route")
def debug_dumps(product: Product) -> bool:
    return "payments_secret" in product.by(None).get("/debug").text


@probe("exp-env-served")
def env_is_served(product: Product) -> bool:
    return "sk_live_" in product.host("bazaar.test").get("/.env").text


@probe("exp-git-served")
def git_is_served(product: Product) -> bool:
    return product.host("bazaar.test").get("/.git/HEAD").text.startswith("ref: ")


@probe("exp-backup-served")
def a_backup_is_served(product: Product) -> bool:
    return "a@bazaar.test" in product.host("bazaar.test").get("/bazaar.sql").text


@probe("exp-console-open")
def a_console_is_open(product: Product) -> bool:
    return "dash-db" in product.host("bazaar.test").get("/grafana/api/search").text


@probe("exp-directory-listing")
def a_folder_is_listed(product: Product) -> bool:
    return "app." in product.host("bazaar.test").get("/assets/").text


@probe("dep-debug-on")
def debug_is_on(product: Product) -> bool:
    answer = product.host("bazaar.test").get("/no-such-page", headers={"Accept": "text/html"})
    return "Starlette Debugger" in answer.text


@probe("dep-mixed-content")
def the_front_page_loads_in_the_clear(product: Product) -> bool:
    return 'src="http://' in product.host("bazaar.test").get("/").text


@probe("dep-mixed-account")
def the_account_loads_in_the_clear(product: Product) -> bool:
    cookie = f"__Host-session={product.token('a')}"
    return 'src="http://' in product.host("bazaar.test", Cookie=cookie).get("/account").text


@probe("dep-bundle-key")
def the_bundle_holds_a_key(product: Product) -> bool:
    return "sk_live_" in bundle(product)


@probe("dep-bundle-environment")
def the_bundle_holds_the_build_s_environment(product: Product) -> bool:
    return "/home/bea" in bundle(product)


@probe("dep-bundle-internal-url")
def the_bundle_names_the_inside(product: Product) -> bool:
    return "http://10." in bundle(product)


@probe("dep-source-map")
def the_source_map_is_public(product: Product) -> bool:
    named = re.search(r"sourceMappingURL=(\S+)", bundle(product))
    return named is not None and "sourcesContent" in product.host("bazaar.test").get(f"/assets/{named[1]}").text


@probe("dep-reset-unaligned")
def the_reset_is_unaligned(product: Product) -> bool:
    product.by(None).post("/auth/reset", json={"email": "b@bazaar.test"})
    mail = product.mailbox.to("b@bazaar.test")
    envelope = product.mailbox.all_to("b@bazaar.test")[0]
    assert "@bazaar.test" in mail["From"]
    return "d=mailer.example" in mail["DKIM-Signature"] and str(envelope.mail_from).endswith("@mailer.example")


@probe("dep-reset-host")
def the_reset_follows_a_header(product: Product) -> bool:
    product.by(None).post("/auth/reset", json={"email": "a@bazaar.test"}, headers={"X-Host": "elsewhere.example"})
    return "https://elsewhere.example/reset" in str(product.mailbox.to("a@bazaar.test").get_payload())


@probe("dep-reset-link-staging")
def the_reset_leads_to_staging(product: Product) -> bool:
    product.by(None).post("/auth/reset", json={"email": "seller@bazaar.test"})
    return "https://staging.bazaar.test/reset" in str(product.mailbox.to("seller@bazaar.test").get_payload())


@probe("edg-deception")
def the_account_shows_under_any_path(product: Product) -> bool:
    cookie = f"__Host-session={product.token('a')}"
    return "a@bazaar.test" in product.host("bazaar.test", Cookie=cookie).get("/account/x.css").text


@probe("edg-cache-poison")
def the_front_page_follows_a_header(product: Product) -> bool:
    page = product.host("bazaar.test", **{"X-Host": "elsewhere.example"}).get("/")
    return "https://elsewhere.example/" in page.text and "public" in page.headers["Cache-Control"]


@probe("edg-obscure-admin")
def the_hidden_admin_page_is_open(product: Product) -> bool:
    return "a@bazaar.test" in product.host("bazaar.test").get("/backstage").text


@probe("edg-origin-open")
def the_origin_is_open(product: Product) -> bool:
    return product.host("api.bazaar.test", **{"X-Edge-Key": "wrong"}).get("/health").status_code == 200


@probe("obs-no-health")
def health_is_missing(product: Product) -> bool:
    return product.by(None).get("/health").status_code == 404


def reported(product: Product) -> str:
    """What the tracker holds after an error."""
    product.by("admin").post("/admin/test-error", json={"note": "lrc-mark"})
    return product.events()


@probe("edg-header-failure")
def a_null_breaks_the_page_of_what_is_not_there(product: Product) -> bool:
    return product.host("bazaar.test").get("/nothing%00here").status_code == 500


@probe("obs-errors-lost")
def errors_do_not_arrive(product: Product) -> bool:
    return "lrc-mark" not in reported(product)


@probe("obs-errors-leak")
def errors_hold_tokens(product: Product) -> bool:
    return product.token("admin") in reported(product)


@probe("obs-no-request-id")
def nothing_to_follow(product: Product) -> bool:
    answer = product.by(None).get("/health")
    lines = [json.loads(line) for line in product.log().splitlines()]
    return "X-Request-Id" not in answer.headers and not any("request_id" in line for line in lines)


@probe("obs-log-prompt")
def the_log_holds_prompts(product: Product) -> bool:
    product.say(product.someone(), "lrc-wish")
    return "lrc-wish" in product.log()


@probe("obs-log-token")
def the_log_holds_tokens(product: Product) -> bool:
    product.by("a").get("/me")
    return product.token("a") in product.log()


@probe("obs-log-email")
def the_log_holds_addresses(product: Product) -> bool:
    product.someone()
    return "@example.test" in product.log()


@probe("edg-spike")
def orders_wait_for_each_other(product: Product) -> bool:
    wanted = {"listing_id": product.listing(), "note": "soon, please"}
    began = time.monotonic()
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda person: product.by(person).post("/orders", json=wanted), "ab"))
    return time.monotonic() - began > 0.7


@probe("edg-spend-unbounded")
def one_user_talks_all_day(product: Product) -> bool:
    me = product.by(product.someone())
    talk = me.post("/conversations", json={"listing_id": product.listing(), "title": "t"}).json()["id"]
    at_length = {"content": "what do you offer? " * 200}
    return 429 not in [me.post(f"/conversations/{talk}/messages", json=at_length).status_code for _ in range(13)]


@probe("obs-slow")
def the_hand_off_is_slow(product: Product) -> bool:
    before = product.log().count("\n")
    product.by("a").post(f"/orders/{product.order('a')}/checkout")
    lines = [json.loads(line) for line in product.log().splitlines()[before:]]
    return any(line.get("duration_ms", 0) > 800 for line in lines if line.get("path") == "/orders/{order_id}/checkout")
