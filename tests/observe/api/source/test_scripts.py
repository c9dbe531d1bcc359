"""What a front end's script asks for, as bundlers leave it."""

import pytest

from launchready.observe.api.source.scripts import routes_in_script


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('fetch("/orders").then(r=>r.json())', [("GET", "/orders", ())]),
        (
            "fetch(`${API}/orders/${order.id}/pay?x=1`,{method:'POST',headers:{a:'b'},body:JSON.stringify({amount,\"currency\":c,note:n.trim()})})",
            [("POST", "/orders/{order_id}/pay", ("amount", "currency", "note"))],
        ),
        (
            'fetch(API+"/users/"+user.id,{method:"PATCH",body:JSON.stringify({name:n})})',
            [("PATCH", "/users/{user_id}", ("name",))],
        ),
        ('axios.post("/api/v1/notes",{title:t,body:b})', [("POST", "/api/v1/notes", ("title", "body"))]),
        (
            'const x=axios.create({baseURL:"https://api.shop.example/v2"});x.delete(`/notes/${id}`)',
            [("DELETE", "/v2/notes/{id}", ())],
        ),
        (
            'x.get("/notes/"+encodeURIComponent(noteId)+"/comments")',
            [("GET", "/notes/{noteId}/comments", ())],
        ),
        (
            'n("/login",{method:"POST",body:JSON.stringify({email:e,password:p})})',
            [("POST", "/login", ("email", "password"))],
        ),
        ('$.ajax({url:"/legacy/items",type:"PUT",data:{a:1,b:{c:2}}})', [("PUT", "/legacy/items", ("a", "b"))]),
        ('r.open("DELETE","/things/"+i)', [("DELETE", "/things/{i}", ())]),
        ('fetch("https://api.shop.example/abs/one")', [("GET", "/abs/one", ())]),
        (
            'const old=["/internal/customers","/api/v1/customers"]',
            [("GET", "/internal/customers", ()), ("GET", "/api/v1/customers", ())],
        ),
        ('request({url:`/search?q=${q}`,method:"get"})', [("GET", "/search", ())]),
        ('client.get<User[]>("/typed/users")', [("GET", "/typed/users", ())]),
        ("fetch(`/items${query}`)", [("GET", "/items", ())]),
        ('fetch("/v1/things?page="+p)', [("GET", "/v1/things", ())]),
        ('useSWR("/api/me",f)', [("GET", "/api/me", ())]),
    ],
)
def test_a_request_is_found_with_its_method_its_path_and_its_fields(
    text: str, expected: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    found = routes_in_script(text, "api.shop.example")

    assert [(one.method, one.path, one.fields) for one in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        'fetch("https://other.example/orders")',
        'import("/assets/app.js")',
        'navigate("/account")',
        'el.innerHTML="<a href=\'/x/y\'>"+"</div>"',
        'const re="/\\\\d+/"; t.split("/")',
        'type:"application/json","text/html"',
        'fetch("/logo.svg"); fetch("./data.json")',
        'cache.get("key"); map.delete("x")',
        '{path:"/checkout",element:e}',
        "// see //docs",
    ],
)
def test_what_is_no_request_to_the_api_is_none(text: str) -> None:
    found = [one for one in routes_in_script(text, "api.shop.example") if one.certain]

    assert [one for one in found if one.path != "/checkout"] == []


def test_an_address_with_a_hole_for_its_host_is_none_and_no_harm() -> None:
    text = 'const u=`http://[${e}]:80/x`;var c={baseURL:"http://[{e}]/api"};fetch("/orders")'

    assert [one.path for one in routes_in_script(text, "shop.example")] == ["/orders"]
