"""Forms of keys of payments, shops and mail."""

from launchready.observe.secrets.forms.form import form, in_earnest, is_public, known, warns

FORMS = (
    form("stripe secret key", "sk_live_ rk_live_ sk_org_live_", r"(?:sk|rk|sk_org)_live_[A-Za-z0-9]{16,247}"),
    form("stripe test key", "sk_test_ rk_test_", r"(?:sk|rk)_test_[A-Za-z0-9]{16,247}", warns),
    form("stripe webhook secret", "whsec_", r"whsec_[A-Za-z0-9+/=]{24,64}", in_earnest),
    *known("paypal access token"),
    form("adyen key", "aqe", r"AQE[a-z]hm[A-Za-z0-9+/=]{30,}-[A-Za-z0-9+/=]{30,}-[^\s\"'`<>\\]{8,40}"),
    *known("square token", in_earnest),
    form("braintree token", "access_token$", r"access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}"),
    *known("shopify token"),
    *known("flutterwave secret key"),
    form("mollie key", "live_", r"live_[A-Za-z0-9]{30}", in_earnest),
    *known("paddle key"),
    form("lob key", "live_", r"live_[0-9a-f]{35}", in_earnest),
    form("razorpay key id", "rzp_live_ rzp_test_", r"rzp_(?:live|test)_[A-Za-z0-9]{14}", is_public),
    form("sendgrid key", "sg.", r"SG\.[\w-]{22}\.[\w-]{43}"),
    form("mailgun key", "key-", r"key-[0-9a-f]{32}", in_earnest),
    form("mailchimp key", "-us", r"[0-9a-f]{32}-us\d{1,2}", in_earnest, 32),
    *known("resend key", in_earnest),
    *known("brevo key"),
    *known("mailersend token"),
    *known("easypost key"),
    form("stripe publishable key", "pk_live_ pk_test_", r"pk_(?:live|test)_[A-Za-z0-9]{16,247}", is_public),
    form("mailgun public key", "pubkey-", r"pubkey-[0-9a-f]{32}", is_public),
    form("square application id", "sq0idp-", r"sq0idp-[\w-]{22}", is_public),
)  # fmt: skip
