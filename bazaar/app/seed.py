"""Who and what is there from the start: four people and two listings."""

import hashlib

from bazaar.app.passwords import HASHER, QUICK
from bazaar.app.records import Listing
from bazaar.app.routes.listings import save
from bazaar.app.services import Services

SHOP = (
    (
        "Recipe Companion",
        "Suggests dinners from what is in the fridge. It knows eight kitchens and writes shopping lists.",
        29.0,
        "Be brief and cheerful. Prices are in euros.",
    ),
    (
        "Contract Reader",
        "Explains rental contracts in plain words, clause by clause, in five languages.",
        49.0,
        "Be precise. Refer hard questions to a colleague.",
    ),
)


def fill(services: Services) -> None:
    """Makes what is missing. Ids come from names, so that they are the same in every environment."""
    settings, passwords = services.settings, services.settings.passwords
    hasher = QUICK if settings.quick_passwords else HASHER
    people = (
        ("a", "Ada Buyer", "buyer", passwords.buyer_a),
        ("b", "Bo Buyer", "buyer", passwords.buyer_b),
        ("seller", "Sela Seller", "seller", passwords.seller),
        ("admin", "Adam Admin", "admin", passwords.admin),
    )
    for local, name, role, password in people:
        email = f"{local}@{settings.domain}"
        if not services.db.has("select 1 from users where email = ?", email):
            services.db.run(
                "insert into users (id, email, name, role, password_hash) values (?, ?, ?, ?, ?)",
                _id("usr", email),
                email,
                name,
                role,
                hasher.hash(password),
            )
    for title, description, price, instructions in SHOP:
        made, owner = _id("lst", title), _id("usr", f"seller@{settings.domain}")
        if not services.db.has("select 1 from listings where id = ?", made):
            save(services, Listing(made, owner, title, description, price, instructions, "active"))


def _id(kind: str, name: str) -> str:
    return f"{kind}_{hashlib.sha256(name.encode()).hexdigest()[:24]}"
