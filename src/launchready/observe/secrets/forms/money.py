"""Forms of keys of payments, shops and mail."""

from launchready.observe.secrets.forms.form import form, in_earnest, is_public, warns

FORMS = (
    form("stripe secret key", "sk_live_ rk_live_ sk_org_live_", r"(?:sk|rk|sk_org)_live_[A-Za-z0-9]{16,247}"),
    form("stripe test key", "sk_test_ rk_test_", r"(?:sk|rk)_test_[A-Za-z0-9]{16,247}", warns),
    form("stripe webhook secret", "whsec_", r"whsec_[A-Za-z0-9+/=]{24,64}", in_earnest),
    form("paypal access token", "access_token$production$", r"access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}"),
    form("adyen key", "aqe", r"AQE[a-z]hm[A-Za-z0-9+/=]{30,}-[A-Za-z0-9+/=]{30,}-[^\s\"'`<>\\]{8,40}"),
    form("square token", "eaaa sq0csp- sq0atp-", r"sq0(?:csp|atp)-[\w-]{22,43}|EAAA[A-Za-z0-9_-]{60}", in_earnest),
    form("braintree token", "access_token$", r"access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}"),
    form("shopify token", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    form("flutterwave secret key", "flwseck-", r"FLWSECK-[0-9a-z]{32}-(?:[0-9a-z]{11}vt-)?X"),
    form("mollie key", "live_", r"live_[A-Za-z0-9]{30}", in_earnest),
    form("paddle key", "pdl_live_", r"pdl_live_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}"),
    form("lob key", "live_", r"live_[0-9a-f]{35}", in_earnest),
    form("razorpay key id", "rzp_live_ rzp_test_", r"rzp_(?:live|test)_[A-Za-z0-9]{14}", is_public),
    form("sendgrid key", "sg.", r"SG\.[\w-]{22}\.[\w-]{43}"),
    form("mailgun key", "key-", r"key-[0-9a-f]{32}", in_earnest),
    form("mailchimp key", "-us", r"[0-9a-f]{32}-us\d{1,2}", in_earnest, 32),
    form("resend key", "re_", r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}", in_earnest),
    form("brevo key", "xkeysib- xsmtpsib-", r"x(?:keysib|smtpsib)-[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    form("mailersend token", "mlsn.", r"mlsn\.[0-9a-f]{64}"),
    form("easypost key", "ezak", r"EZAK[A-Za-z0-9]{54}"),
    form("stripe publishable key", "pk_live_ pk_test_", r"pk_(?:live|test)_[A-Za-z0-9]{16,247}", is_public),
    form("mailgun public key", "pubkey-", r"pubkey-[0-9a-f]{32}", is_public),
    form("square application id", "sq0idp-", r"sq0idp-[\w-]{22}", is_public),
)  # fmt: skip
