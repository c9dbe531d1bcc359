"""Why the two sides say different things of a server, one by one: what a browser does decides who is right."""

WORDS: dict[tuple[str, str], str] = {
    ("good, script policy alone", "script policy"): (
        "Without object-src plugins may come from anywhere, but no browser has had plugins since 2021, and what <object> still "
        "shows runs as another site: no script of a stranger's runs in the page."
    ),
    ("good, two policies", "script policy"): (
        "A browser enforces each policy by itself, so that the strict one decides; the peer reads both as one and calls it invalid."
    ),
    ("good, framing said twice in one line", "framing"): (
        "The HTML standard splits the header at commas and takes one word said twice for that word; the peer compares the whole line."
    ),
    ("good, nosniff said twice in one line", "nosniff"): (
        "The Fetch standard splits the header at commas and takes the first word; the peer compares the whole line."
    ),
    ("good, HSTS from app and edge", "HSTS"): (
        "RFC 6797 (8.1) has a browser take the first of two headers, which holds for a year; the peer joins the two and calls it "
        "invalid."
    ),
    ("good, names alone to others", "referrer"): (
        "origin-when-cross-origin hands other sites the name and no path; the peer counts it as unsafe since plain HTTP is told the "
        "name as well."
    ),
    (
        "HSTS not on the API",
        "HSTS",
    ): "The peer asks for the first page alone; an API's client on that name is never told.",
    ("HSTS not on errors", "HSTS"): (
        "The peer asks for the first page alone; nginx's add_header leaves errors out unless it is told `always`."
    ),
    ("unsafe-inline beside an empty nonce", "script policy"): (
        "An empty nonce is no nonce by the standard's grammar, so that 'unsafe-inline' stays in force; the peer looks at the "
        "beginning of the word alone. So did we, before this bench."
    ),
    ("policy in the page's body", "script policy"): (
        "HTML has a browser pass over a policy outside the head; the peer takes it from anywhere. So did we, before this bench."
    ),
    ("policy with everybody's mirror", "script policy"): (
        "unpkg.com hands out whatever anybody publishes, so that a stranger's script comes from an allowed host; the peer knows no "
        "such hosts."
    ),
    ("nonce without base-uri", "script policy"): (
        "A stranger's <base> turns the page's own /assets/app.js, which has the nonce, to another host; the peer notes the missing "
        "base-uri and passes."
    ),
    ("frames for one site, in an old word", "framing"): (
        "No browser knows ALLOW-FROM any more, so that everybody may frame the page; the peer passes it."
    ),
    ("no nosniff on files", "nosniff"): "The peer asks for the first page alone; what is sniffed are files.",
    ("cookie for scripts, at sign-in", "cookie"): (
        "The cookie is set at the sign-in, as sessions are; the peer signs in nowhere and sees none."
    ),
    ("CORS for whoever asks", "CORS"): (
        "The API names whoever asks, with credentials. The peer means to see this, but reads the Origin that it sent from a field "
        "that its HTTP client leaves empty, so that the two never match."
    ),
}
