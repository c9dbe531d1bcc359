"""Probes of what comes in: ids, bodies, searches, files and addresses."""

import io
import zipfile

from bazaar.tests.app_probe import probe
from bazaar.tests.app_product import Product
from bazaar.tests.app_strangers import OTHERS, PUBLIC, heard


@probe("bnd-bad-id-500")
def a_bad_id_fails(product: Product) -> bool:
    return product.by("a").get("/conversations/no-such-id!").status_code == 500


@probe("bnd-oversize")
def a_title_of_any_length_is_kept(product: Product) -> bool:
    owner = product.someone()
    talk = product.talk(owner)
    product.by(owner).patch(f"/conversations/{talk}", json={"title": "x" * 1_100_000})
    return len(product.by(owner).get(f"/conversations/{talk}").text) > 1_000_000


@probe("bnd-template")
def a_title_is_run(product: Product) -> bool:
    talk = product.talk("a", title="{{ 7 * 191 }}")
    return "1337" in product.by("a").get(f"/conversations/{talk}").text


@probe("bnd-file-type")
def a_page_is_taken_and_shown(product: Product) -> bool:
    owner = product.someone()
    made = product.by(owner).post("/files", files={"file": ("a.html", "<b>", "text/html")})
    if made.status_code != 201:
        return False
    shown = product.by(owner).get(f"/files/{made.json()['id']}")
    return "text/html" in shown.headers["content-type"] and "content-disposition" not in shown.headers


@probe("bnd-file-macro")
def a_document_is_taken_by_its_name(product: Product) -> bool:
    made = product.by("a").post("/files", files={"file": ("a.docx", b"PK\0vbaProject.bin")})
    return made.status_code == 201


@probe("bnd-file-path")
def a_path_is_kept(product: Product) -> bool:
    made = product.by(product.someone()).post("/files", files={"file": ("../../a.txt", "x", "text/plain")})
    return bool(made.json()["name"] == "../../a.txt")


@probe("bnd-archive-bomb")
def an_archive_swells(product: Product) -> bool:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x" * 2_000_000)
    made = product.by(product.someone()).post("/files/import", files={"archive": ("a.zip", packed.getvalue())})
    return made.status_code == 201 and made.json()[0]["size"] == 2_000_000


@probe("bnd-callback-ssrf")
def a_hook_points_inside(product: Product) -> bool:
    return product.by("seller").post("/hooks", json={"url": "http://2130706433:9/"}).status_code == 201


def tried(product: Product, url: str) -> bool:
    """Whether a hook is taken; it has been called and is forgotten then."""
    seller = product.by("seller")
    made = seller.post("/hooks", json={"url": url})
    if made.status_code != 201:
        return False
    seller.post(f"/hooks/{made.json()['id']}/test")
    return seller.delete(f"/hooks/{made.json()['id']}").status_code == 204


@probe("bnd-callback-redirect")
def a_hook_redirects_inside(product: Product) -> bool:
    with heard("127.0.0.1", 204) as (inside, asked), heard("127.0.0.2", 302, f"http://127.0.0.1:{inside}/") as (to, at):
        assert tried(product, f"http://{PUBLIC}:{to}/hook")
        assert at == ["/hook"]
        return asked == ["/"]


@probe("bnd-callback-name")
def a_hook_changes_its_address(product: Product) -> bool:
    with heard("127.0.0.1", 204) as (inside, asked):
        assert tried(product, f"http://{product.someone()}.{OTHERS}:{inside}/")
        return asked == ["/"]


@probe("bnd-sql")
def a_search_is_a_statement(product: Product) -> bool:
    talk = product.talk("a", title="lrc-mark")
    found = [product.by("a").get("/search", params={"q": f"lrc-mark'and'2'>'{one}"}).text for one in "13"]
    return talk in found[0] and talk not in found[1]


@probe("bnd-sql-sort")
def a_sorting_is_a_statement(product: Product) -> bool:
    chosen = [f"price*(case when 2>{one} then 1 else -1 end)" for one in "13"]
    shown = [product.by(None).get("/listings", params={"sort": one}).json() for one in chosen]
    return len(shown[0]) > 1 and shown[0] == shown[1][::-1]


@probe("bnd-sql-blind")
def a_search_that_shows_nothing_is_a_statement(product: Product) -> bool:
    rows = "with recursive c(x) as (select 1 union all select x+1 from c limit {}) select substr('',count(*)) from c"
    took = [
        product.by("a").get("/search", params={"q": f"x'||({rows.format(many)})||'"}).elapsed.total_seconds()
        for many in (1, 3_000_000)
    ]
    return took[1] > took[0] + 0.2


@probe("bnd-nosql")
def a_condition_signs_in(product: Product) -> bool:
    given = {"email": f"a@{product.settings.domain}", "password": {"$ne": "x"}}
    return product.by(None).post("/auth/login", json=given).status_code == 200


@probe("bnd-bad-body-500")
def a_bad_body_fails(product: Product) -> bool:
    return product.by("a").post("/orders", json=[]).status_code == 500


@probe("bnd-error-insides")
def a_refusal_tells_a_statement(product: Product) -> bool:
    return "select * from" in product.by("a").get("/orders/no-such").text


@probe("bnd-stack-trace")
def an_error_shows_its_trace(product: Product) -> bool:
    failed = product.by("admin").post("/admin/test-error", json={"note": "x"}).text
    typed = {"Content-Type": "application/json"}
    wrong = product.by(None).post("/auth/login", content=b"{", headers=typed).text
    return "Traceback" in failed and "Traceback" in wrong
