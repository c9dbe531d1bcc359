from launchready.observe.net.staff_pages import Control, Look, StaffLooks
from launchready.stages.s4_edge.admin_hides_by_path import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

BY_LIST = Control("GET https://api.shop.example/admin/users as admin -> 200: the addresses of 3 people", 0, 3)
BY_PAGE = Control("GET https://admin.shop.example/ as admin -> 200, 900 characters", 20, 0)


def look(by: str = "nobody", status: int = 200, people: int = 0, share: float = 0.0) -> Look:
    url = "https://shop.example/backstage"
    line = f"GET {url} as {by} -> {status}, 900 characters"
    return Look(url, "robots.txt", by, status, people, share, line, "Shop admin", f"curl {url}")


def seen(*looks: Look, control: Control = BY_LIST) -> Seen:
    return Seen("production", StaffLooks(control, looks))


EXAMPLES = (
    (seen(look(status=404)), Pass),
    (seen(look(), look("buyer_a")), Pass),
    (seen(look("buyer_a", people=1)), Pass),
    (seen(look(share=0.2), control=BY_PAGE), Pass),
    (seen(look(people=4)), Fail),
    (seen(look(), look("buyer_a", people=3)), Fail),
    (seen(look(share=0.9), control=BY_PAGE), Fail),
    (seen(look(status=500, people=4)), Fail),
    (seen(look(), control=Control("GET https://admin.shop.example/ as admin -> 401, 0 characters", 0, 0)), Unknown),
    (seen(look(status=0)), Unknown),
    (Seen("staging", None), NotApplicable),
)
