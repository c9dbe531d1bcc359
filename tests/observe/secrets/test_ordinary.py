"""What the files of ordinary products hold: nothing in them gates."""

import pytest

from launchready.observe.secrets.found import Engine

ENGINE = Engine("shop.test")
FILES = {
    "docker-compose.yml": "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD: app_dev_password1\n      - JWT_SECRET=dev-secret-do-not-use-in-prod-1234567890\n  redis:\n    command: redis-server --requirepass devpass123\n  api:\n    environment:\n      DATABASE_URL: postgresql://app:app_dev_password1@db:5432/app\n",
    "settings.py": "SECRET_KEY = os.environ.get('SECRET_KEY', 'dev-only-insecure-key-1a2b3c4d5e6f7g8h9i0j')\nSTRIPE = os.getenv('STRIPE_SECRET_KEY')\nALGOLIA_APP_ID='ABCDE12345'\nSENTRY_DSN='https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1'\nAWS_STORAGE_BUCKET_NAME='shop-files-prod-eu1'\n",
    "config.ts": "export const firebaseConfig = { apiKey: 'AIzaSyD4k3l9fj2kd93kfj29dkfj39dkfj2k9dkf', authDomain: 'x.firebaseapp.com', projectId: 'shop-1', appId: '1:123456789012:web:abcdef0123456789abcdef' };\nconst supabaseUrl = 'https://abcdefghijklmnopqrst.supabase.co'; const tokenKey='user_token_v2'; const x = { clientId: '4f1d8a6e-5b2c-4c7d-9e3f-1a2b3c4d5e6f', tenantId: '4f1d8a6e-5b2c-4c7d-9e3f-1a2b3c4d5e61' }",
    "package-lock.json": '{"packages":{"node_modules/a":{"version":"1.0.0","resolved":"https://registry.example/a/-/a-1.0.0.tgz","integrity":"sha512-3x5CzzT8vUxdXk8x6tEVDyJ0VqvRrkWl0Oqz4mLJzvMxRrpUJdSd1K9kJzN1n7vT5c0lqfHqk1c0Qk1dGq1b8A=="}}}',
    "go.sum": "github.com/a/b v1.2.3 h1:3x5CzzT8vUxdXk8x6tEVDyJ0VqvRrkWl0Oqz4mLJzvM=\n",
    ".env.example": "JWT_SECRET=8f14e45fceea167a5a36dedd4bea2543aa5c1b3e2a1f0d9c8b7a6f5e4d3c2b1a\nOPENAI_API_KEY=sk-...\nDATABASE_URL=postgres://user:password@localhost:5432/db\nSTRIPE_SECRET_KEY=sk_test_51H8xkJ2eZvKYlo2CabcdEFGH\n",
    "README.md": "export GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\ncurl -u user:pass https://api.x.com\ncurl -H 'Authorization: Bearer YOUR_TOKEN'\nslack: xoxb-your-token\nDATABASE_URL=mysql://root:root@127.0.0.1/db\npostgres://postgres:mysecretpassword@db.example.com/app\n",
    "seed.sql": "INSERT INTO users VALUES (1,'a@b.c','$2b$12$KIXQeFZ0dJ3l5bOZ1vQ9UuQeYV0d1c2b3a4f5e6d7c8b9a0f1e2d3');\n",
    "test_auth.py": "TOKEN='eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'\npassword='Sup3rS3cret!'\napi_key='test_key_1234567890abcdef'\n",
    "k8s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  username: YWRtaW4=\n  password: cGFzc3dvcmQ=\n  url: cG9zdGdyZXM6Ly91c2VyOnBhc3N3b3JkQGxvY2FsaG9zdC9kYg==\n---\nkind: SealedSecret\nspec:\n  encryptedData:\n    password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq9kXvT3n0Qb1W8vX2mT4lYpF6sH7jR5dK1cN0zU9eQwErTyUiOpAsDfGhJkLzXcVbNm1234567890\n",
    "vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n66386439653236336462626566653063336164663966303231363934653561363964363833313662\n",
    "sops.yaml": "password: ENC[AES256_GCM,data:p673w==,iv:YY=,tag:UaL+LQ==,type:str]\nsops:\n  age:\n    - recipient: age1lzd99uklcjnc0e7d860axevet2cz99ce9pq6tzuzd05l5nr28ams36nvun\n",
    "ci.yml": "env:\n  TOKEN: ${{ secrets.GITHUB_TOKEN }}\n  POSTGRES_PASSWORD: postgres\n  SECRET_KEY: test-secret-key-for-ci-0123456789\n",
    "app.js": "const csrfToken = document.querySelector('meta[name=csrf]').content; fetch(u,{headers:{'X-Api-Key':apiKey}}); var k='c3f2a1b0-1a2b-4c3d-8e9f-0a1b2c3d4e5f'; localStorage.setItem('token', t); const PASSWORD_REGEX='^(?=.*[A-Z])(?=.*[0-9]).{8,}$'; recaptcha='6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI'",
    "terraform.tf": 'resource "random_password" "db" { length = 32 }\npassword = random_password.db.result\nkms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d"\nsecret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf"\n',
    "rails/credentials.yml.enc": "Qk1h3n0Qb1W8vX2mT4lYpF6sH7jR5dK1cN0zU9eQwErTyUiOpAsDfGh--JkLzXcVbNm1234==--567890abcd==",
    "metrics.py": "cache_key = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'\netag='9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'\nsession_key_prefix='sess:v2:2024'\nheroku_app_id='01234567-89ab-cdef-0123-456789abcdef'\npostmark_message_id='883953f4-6105-42a2-a16a-77a8eac79483'\ntwilio_sid='AC5ef872f6da5a21de157d80997a64bd33'\nsonar_project='abc'\nmailgun_domain='mg.shop.io'\ncloudflare_account_id='023e105f4ecef8ad9ca31a8372d0c353'\nnetlify_site_id='3970e0fe-8564-4903-9a55-c5f8de49fb8b'\ndatadog_trace_id='5b8aa5a2d2c872e8321cf37308d69df2'\n",
    "x.html": '<input type="hidden" name="csrf_token" value="IjY5YmQ3ZTk4ZjE1ZTQ2YzI4ZTYzOTk2ZjE0Mzg5YzU3NzM3Y2Ui"><script src="https://maps.googleapis.com/maps/api/js?key=AIzaSyBk3l9fj2kd93kfj29dkfj39dkfj2k9dkfx"></script>',
    "netlify.toml": '[build.environment]\nNEXT_PUBLIC_SUPABASE_ANON_KEY="eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJvbGUiOiJhbm9uIn0.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"\nNETLIFY_NEXT_PLUGIN_SKIP="1"\n',
    "logs.txt": "Authorization: Basic dXNlcjpwYXNzd29yZA==\nGET /cb?code=4/0AY0e-g7xxxx&state=abc\nproxy http://user:secret@proxy:3128\n",
}


@pytest.mark.parametrize("name", FILES)
def test_an_ordinary_file_raises_no_alarm(name: str) -> None:
    assert ENGINE.look(FILES[name], name).sure == ()
