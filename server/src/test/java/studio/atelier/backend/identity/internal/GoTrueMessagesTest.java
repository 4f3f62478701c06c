package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.bearer;
import static studio.atelier.backend.identity.internal.Mailbox.claims;
import static studio.atelier.backend.identity.internal.Mailbox.json;
import static studio.atelier.backend.identity.internal.Mailbox.refused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Every way in that goes by a message, with the message read as an administrator reads it. Source: wire reference 2.5,
/// 2.7, 2.10.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=off",
    "ATELIER_AUTH_ANONYMOUS=on",
    "ATELIER_AUTH_REDIRECTS=https://app.example.org/**,myapp://back",
    "ATELIER_LIMITS=off"
})
class GoTrueMessagesTest {

    private static final String VERIFIER = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String CHALLENGE = FlowStates.challengeOf(VERIFIER);
    private static final String PKCE = ",\"code_challenge\":\"" + CHALLENGE + "\",\"code_challenge_method\":\"s256\"";

    private final RunningServer server;
    private final Mailbox mail;

    GoTrueMessagesTest(RunningServer server) {
        this.server = server;
        this.mail = new Mailbox(server);
    }

    @Test
    void confirmsASignUpByTheCodeOfTheMessage() {
        JsonNode user = mail.signUp("code@example.org", "secret1");

        assertThat(user.path("id").asString()).hasSize(36);
        assertThat(user.has("access_token")).isFalse();
        assertThat(user.has("email_confirmed_at")).isFalse();
        assertThat(user.path("confirmation_sent_at").asString()).endsWith("Z");
        assertThat(user.at("/identities/0/provider").asString()).isEqualTo("email");
        assertThat(user.at("/user_metadata/email_verified").asBoolean(true)).isFalse();
        refused(mail.signIn("code@example.org", "secret1"), 400, "email_not_confirmed", "Email not confirmed");

        JsonNode session = mail.verify(
                "signup",
                "email",
                "code@example.org",
                mail.last("code@example.org").code());
        assertThat(session.at("/user/email_confirmed_at").asString()).endsWith("Z");
        assertThat(session.at("/user/user_metadata/email_verified").asBoolean()).isTrue();
        assertThat(session.at("/user/identities/0/identity_data/email_verified").asBoolean())
                .isTrue();
        assertThat(claims(session).at("/amr/0/method").asString()).isEqualTo("otp");
        assertThat(mail.signIn("code@example.org", "secret1").statusCode()).isEqualTo(200);
    }

    @Test
    void confirmsASignUpByTheLinkOnceAndSendsTheBrowserBack() {
        mail.post(
                "/signup?redirect_to=https://app.example.org/welcome",
                "{\"email\":\"link@example.org\",\"password\":\"secret1\"}");
        Mailbox.Letter letter = mail.last("link@example.org");

        var followed = server.get(letter.link());
        var again = server.get(letter.link());

        assertThat(followed.statusCode()).isEqualTo(303);
        String place = followed.headers().firstValue("Location").orElseThrow();
        assertThat(place).startsWith("https://app.example.org/welcome#access_token=");
        assertThat(place).contains("&refresh_token=", "&token_type=bearer", "&type=signup", "&expires_in=3600", "&sb=");
        assertThat(again.headers().firstValue("Location"))
                .contains("https://app.example.org/welcome#error=access_denied&error_code=otp_expired"
                        + "&error_description=Email+link+is+invalid+or+has+expired&sb=");
    }

    @Test
    void looksTheSameForAnAddressThatHasAnAccount() {
        mail.newPerson("known@example.org", "secret1");

        JsonNode known = mail.signUp("known@example.org", "secret2");
        JsonNode fresh = mail.signUp("fresh@example.org", "secret2");

        assertThat(known.path("identities").isArray()).isTrue();
        assertThat(known.path("identities")).isEmpty();
        assertThat(known.path("role").asString("missing")).isEmpty();
        assertThat(known.path("email").asString()).isEqualTo("known@example.org");
        assertThat(fresh.path("identities")).hasSize(1);
        assertThat(mail.signIn("known@example.org", "secret2").statusCode()).isEqualTo(400);
        assertThat(json(mail.post("/recover", "{\"email\":\"nobody@example.org\"}")))
                .isEmpty();
        assertThat(json(mail.post("/recover", "{\"email\":\"known@example.org\"}")))
                .isEmpty();
        assertThat(json(mail.post("/resend", "{\"type\":\"signup\",\"email\":\"nobody@example.org\"}")))
                .isEmpty();
        assertThat(mail.to("nobody@example.org")).isEmpty();
    }

    @Test
    void keepsThePasswordOfAnAccountNobodyConfirmed() {
        mail.signUp("twice@example.org", "secret1");
        String first = mail.last("twice@example.org").code();
        JsonNode second = mail.signUp("twice@example.org", "stolen1");
        String code = mail.last("twice@example.org").code();

        assertThat(second.path("identities")).hasSize(1);
        assertThat(mail.to("twice@example.org")).hasSize(2);
        if (!first.equals(code)) {
            assertThat(mail.verify("signup", "email", "twice@example.org", first)
                            .path("code")
                            .asString())
                    .isEqualTo("otp_expired");
        }
        bearer(mail.verify("signup", "email", "twice@example.org", code));
        assertThat(mail.signIn("twice@example.org", "stolen1").statusCode()).isEqualTo(400);
        assertThat(mail.signIn("twice@example.org", "secret1").statusCode()).isEqualTo(200);
    }

    @Test
    void signsInByCodeAndByMagicLinkAndMakesAnAccountOnTheWay() {
        assertThat(json(mail.post("/otp", "{\"email\":\"magic@example.org\",\"data\":{\"name\":\"Mae\"}}")))
                .isEmpty();
        JsonNode first = mail.verify(
                "email",
                "email",
                "magic@example.org",
                mail.last("magic@example.org").code());
        assertThat(first.at("/user/user_metadata/name").asString()).isEqualTo("Mae");
        assertThat(mail.last("magic@example.org").kind()).isEqualTo("signup");

        mail.post("/otp", "{\"email\":\"magic@example.org\",\"create_user\":false}");
        Mailbox.Letter letter = mail.last("magic@example.org");
        JsonNode second =
                json(mail.post("/verify", "{\"type\":\"magiclink\",\"token_hash\":\"" + letter.tokenHash() + "\"}"));

        assertThat(letter.kind()).isEqualTo("magiclink");
        assertThat(second.at("/user/id").asString())
                .isEqualTo(first.at("/user/id").asString());
        refused(
                mail.post("/otp", "{\"email\":\"no-one@example.org\",\"create_user\":false}"),
                422,
                "otp_disabled",
                "Signups not allowed for otp");
    }

    @Test
    void signsInByATextMessage() {
        JsonNode sent = json(mail.post("/otp", "{\"phone\":\"+49 151 2345678\"}"));
        JsonNode session = mail.verify(
                "sms", "phone", "491512345678", mail.last("491512345678").code());

        assertThat(sent.path("message_id").asString()).hasSize(36);
        assertThat(session.at("/user/phone").asString()).isEqualTo("491512345678");
        assertThat(session.at("/user/phone_confirmed_at").asString()).endsWith("Z");
        assertThat(session.at("/user/confirmed_at").asString()).endsWith("Z");
        assertThat(session.at("/user/app_metadata/provider").asString()).isEqualTo("phone");
        assertThat(claims(session).path("phone").asString()).isEqualTo("491512345678");
    }

    @Test
    void voidsACodeThatWasGuessedTooOften() {
        mail.signUp("guess@example.org", "secret1");
        String code = mail.last("guess@example.org").code();
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int tries = 0; tries < OneTimeTokens.WRONG_TRIES_MAX; tries++) {
            refused(
                    mail.post(
                            "/verify",
                            "{\"type\":\"signup\",\"email\":\"guess@example.org\",\"token\":\"" + wrong + "\"}"),
                    403,
                    "otp_expired",
                    "Token has expired or is invalid");
        }

        assertThat(mail.verify("signup", "email", "guess@example.org", code)
                        .path("code")
                        .asString())
                .isEqualTo("otp_expired");
    }

    @Test
    void forgetsOldCodes() {
        mail.signUp("late@example.org", "secret1");
        String code = mail.last("late@example.org").code();
        server.database()
                .asOwner()
                .sql("update auth.one_time_tokens set created_at = created_at - interval '61 minutes'")
                .update();

        assertThat(mail.verify("signup", "email", "late@example.org", code)
                        .path("code")
                        .asString())
                .isEqualTo("otp_expired");
    }

    @Test
    void keepsCodesAndLinksOutOfTheirTable() {
        mail.signUp("secretive@example.org", "secret1");
        Mailbox.Letter letter = mail.last("secretive@example.org");

        String rows = server.database()
                .asOwner()
                .sql("select string_agg(cast(to_jsonb(t) as text), '') from auth.one_time_tokens t")
                .query(String.class)
                .single();

        assertThat(rows).doesNotContain(letter.code(), letter.tokenHash());
    }

    @Test
    void recoversAPasswordAndEndsTheOtherSignIns() {
        JsonNode before = mail.newPerson("forgot@example.org", "secret1");
        mail.post("/recover?redirect_to=myapp://back", "{\"email\":\"forgot@example.org\"}");

        String place = server.get(mail.last("forgot@example.org").link())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String token = place.replaceAll(".*access_token=([^&]+).*", "$1");
        var changed = mail.send("PUT", "/user", "{\"password\":\"secret9\"}", "Authorization", "Bearer " + token);

        assertThat(place).startsWith("myapp://back#").contains("type=recovery");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(mail.signIn("forgot@example.org", "secret1").statusCode()).isEqualTo(400);
        assertThat(mail.signIn("forgot@example.org", "secret9").statusCode()).isEqualTo(200);
        refused(
                mail.send("GET", "/user", null, bearer(before)),
                403,
                "session_not_found",
                "Session from session_id claim in JWT does not exist");
        assertThat(server.get("/api/projects", bearer(before)).statusCode()).isEqualTo(401);
    }

    @Test
    void changesAnAddressOnlyWhenBothHaveAgreed() {
        JsonNode session = mail.newPerson("old@example.org", "secret1");
        JsonNode asked = json(mail.send("PUT", "/user", "{\"email\":\"New@example.org\"}", bearer(session)));
        assertThat(asked.path("email").asString()).isEqualTo("old@example.org");
        assertThat(asked.path("new_email").asString()).isEqualTo("new@example.org");
        assertThat(asked.path("email_change_sent_at").asString()).endsWith("Z");

        JsonNode half = mail.verify(
                "email_change",
                "email",
                "old@example.org",
                mail.last("old@example.org").code());
        assertThat(half.path("msg").asString())
                .isEqualTo("Confirmation link accepted. Please proceed to confirm link sent to the other email");
        assertThat(half.path("code").asString()).isEqualTo("200");
        JsonNode whole = mail.verify(
                "email_change",
                "email",
                "new@example.org",
                mail.last("new@example.org").code());

        assertThat(whole.at("/user/email").asString()).isEqualTo("new@example.org");
        assertThat(whole.at("/user/new_email").isMissingNode()).isTrue();
        assertThat(whole.at("/user/identities/0/email").asString()).isEqualTo("new@example.org");
        assertThat(mail.signIn("new@example.org", "secret1").statusCode()).isEqualTo(200);
        assertThat(mail.signIn("old@example.org", "secret1").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsTheBrowserThatHalfAChangeIsDone() {
        JsonNode session = mail.newPerson("half@example.org", "secret1");
        mail.send("PUT", "/user", "{\"email\":\"half2@example.org\"}", bearer(session));

        var answer = server.get(mail.last("half@example.org").link());

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .contains("#message=Confirmation+link+accepted");
    }

    @Test
    void changesANumberByTheCodeSentToIt() {
        JsonNode session = mail.newPerson("number@example.org", "secret1");
        JsonNode asked = json(mail.send("PUT", "/user", "{\"phone\":\"+4915100000001\"}", bearer(session)));
        JsonNode done = mail.verify(
                "phone_change",
                "phone",
                "+4915100000001",
                mail.last("4915100000001").code());

        assertThat(asked.path("new_phone").asString()).isEqualTo("4915100000001");
        assertThat(done.at("/user/phone").asString()).isEqualTo("4915100000001");
        assertThat(done.at("/user/app_metadata/providers").toString()).isEqualTo("[\"email\",\"phone\"]");
    }

    @Test
    void answersALinkWithACodeWhereAPageWaitsWithAVerifier() {
        mail.post(
                "/signup?redirect_to=https://app.example.org/cb?next=1",
                "{\"email\":\"pkce@example.org\",\"password\":\"secret1\"" + PKCE + "}");
        Mailbox.Letter letter = mail.last("pkce@example.org");
        String place =
                server.get(letter.link()).headers().firstValue("Location").orElseThrow();
        String code = place.replaceAll(".*[?&]code=", "");

        assertThat(letter.tokenHash()).startsWith("pkce_");
        assertThat(place).startsWith("https://app.example.org/cb?next=1&code=");
        refused(
                exchange(code, VERIFIER + "x"),
                400,
                "bad_code_verifier",
                "code challenge does not match previously saved code verifier");
        JsonNode session = json(exchange(code, VERIFIER));
        assertThat(claims(session).at("/amr/0/method").asString()).isEqualTo("email/signup");
        refused(exchange(code, VERIFIER), 404, "flow_state_not_found", "invalid flow state, no valid flow state found");
        refused(
                exchange("", VERIFIER),
                400,
                "validation_failed",
                "invalid request: both auth code and code verifier should be non-empty");
    }

    @Test
    void letsACodeForAVerifierGrowOld() {
        mail.newPerson("old-code@example.org", "secret1");
        mail.post("/recover", "{\"email\":\"old-code@example.org\"" + PKCE + "}");
        String place = server.get(mail.last("old-code@example.org").link())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        server.database()
                .asOwner()
                .sql("update auth.flow_states set code_issued_at = code_issued_at - interval '6 minutes'")
                .update();

        refused(
                exchange(place.replaceAll(".*code=", ""), VERIFIER),
                422,
                "flow_state_expired",
                "invalid flow state, flow state has expired");
    }

    @Test
    void fallsBackToTheSiteWhereTheBrowserMayNotGo() {
        for (String target : List.of(
                "https://evil.example.com/",
                "https://app.example.org.evil.com/",
                "javascript:alert(1)",
                "myapp://other")) {
            mail.post("/otp?redirect_to=" + target, "{\"email\":\"stray@example.org\"}");
            String place = server.get(mail.last("stray@example.org").link())
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            assertThat(place).startsWith(server.url() + "#access_token=");
        }
    }

    @Test
    void letsSomebodyInWhoDoesNotSayWhoAndKeepsThemWhenTheyDo() {
        JsonNode session = json(mail.post("/signup", "{\"data\":{\"theme\":\"dark\"},\"gotrue_meta_security\":{}}"));

        assertThat(session.at("/user/is_anonymous").asBoolean()).isTrue();
        assertThat(session.at("/user/identities")).isEmpty();
        assertThat(session.at("/user/app_metadata")).isEmpty();
        assertThat(session.at("/user/email").asString("missing")).isEmpty();
        assertThat(claims(session).path("is_anonymous").asBoolean()).isTrue();
        assertThat(claims(session).at("/amr/0/method").asString()).isEqualTo("anonymous");
        refused(
                mail.send("PUT", "/user", "{\"password\":\"secret1\"}", bearer(session)),
                422,
                "validation_failed",
                "Updating password of an anonymous user without an email or phone is not allowed");

        mail.send("PUT", "/user", "{\"email\":\"someone@example.org\"}", bearer(session));
        JsonNode known = mail.verify(
                "email_change",
                "email",
                "someone@example.org",
                mail.last("someone@example.org").code());
        assertThat(known.at("/user/id").asString())
                .isEqualTo(session.at("/user/id").asString());
        assertThat(known.at("/user/is_anonymous").asBoolean(true)).isFalse();
        assertThat(known.at("/user/identities/0/provider").asString()).isEqualTo("email");
    }

    @Test
    void sendsACodeToSomebodyWhoHasToShowAgainThatItIsThem() {
        JsonNode session = mail.newPerson("again@example.org", "secret1");

        var answer = mail.send("GET", "/reauthenticate", null, bearer(session));

        assertThat(answer.body()).isEqualTo("{}");
        assertThat(mail.last("again@example.org").kind()).isEqualTo("reauthentication");
        assertThat(mail.last("again@example.org").code()).hasSize(6);
        assertThat(json(mail.send("GET", "/user", null, bearer(session)))
                        .path("reauthentication_sent_at")
                        .asString())
                .endsWith("Z");
    }

    @Test
    void showsMessagesToAdministratorsOnly() {
        JsonNode session = mail.newPerson("curious@example.org", "secret1");

        assertThat(server.get("/api/admin/messages").statusCode()).isEqualTo(401);
        assertThat(server.get("/api/admin/messages", bearer(session)).statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    /otp     | {}                                                            | 400 | validation_failed | One of email or phone must be set
                    /otp     | {"email":"a@example.org","phone":"491"}                       | 400 | validation_failed | Only an email address or phone number should be provided
                    /otp     | {"email":"a@example.org","channel":"sms"}                     | 400 | validation_failed | Channel should only be specified with Phone OTP
                    /otp     | {"email":"nothing"}                                           | 400 | validation_failed | Unable to validate email address: invalid format
                    /otp     | {"phone":"abc"}                                               | 400 | validation_failed | Invalid phone number format (E.164 required)
                    /otp     | {"email":"a@example.org","code_challenge":"abc"}              | 400 | validation_failed | PKCE flow requires code_challenge_method and code_challenge
                    /otp     | {"email":"a@example.org","code_challenge":"abc","code_challenge_method":"s256"} | 400 | validation_failed | code challenge has to be between 43 and 128 characters
                    /recover | {}                                                            | 400 | validation_failed | Password recovery requires an email
                    /recover | {"email":"nothing"}                                           | 400 | validation_failed | Unable to validate email address: invalid format
                    /resend  | {"type":"mars","email":"a@example.org"}                       | 400 | validation_failed | Missing one of these types: signup, email_change, sms, phone_change
                    /resend  | {"type":"signup"}                                             | 400 | validation_failed | Type provided requires an email address
                    /resend  | {"type":"sms"}                                                | 400 | validation_failed | Type provided requires a phone number
                    /resend  | {"type":"email_change"}                                       | 400 | validation_failed | Missing email address or phone number
                    /resend  | {"type":"signup","email":"a@example.org","phone":"491"}       | 400 | validation_failed | Only an email address or phone number should be provided.
                    /verify  | {}                                                            | 400 | validation_failed | Verify requires a verification type
                    /verify  | {"type":"signup"}                                             | 400 | validation_failed | Verify requires either a token or a token hash
                    /verify  | {"type":"signup","token":"1","token_hash":"2"}                | 400 | validation_failed | Verify requires either a token or a token hash
                    /verify  | {"type":"signup","token_hash":"2","email":"a@example.org"}    | 400 | validation_failed | Only the token_hash and type should be provided
                    /verify  | {"type":"signup","token_hash":"2"}                            | 403 | otp_expired       | Email link is invalid or has expired
                    /verify  | {"type":"mars","token_hash":"2"}                              | 400 | validation_failed | Invalid email verification type
                    /verify  | {"type":"signup","token":"123456"}                            | 400 | validation_failed | Only an email address or phone number should be provided on verify
                    /verify  | {"type":"signup","token":"123456","email":"nothing"}          | 422 | validation_failed | Invalid email format
                    /verify  | {"type":"sms","token":"123456","phone":"abc"}                 | 400 | validation_failed | Invalid phone number format (E.164 required)
                    /verify  | {"type":"signup","token":"123456","email":"no@example.org"}   | 403 | otp_expired       | Token has expired or is invalid
                    /signup  | {"email":"a@example.org","phone":"491","password":"secret1"}  | 400 | validation_failed | Only an email address or phone number should be provided on signup.
                    /signup  | {"phone":"x","password":"secret1"}                            | 400 | validation_failed | Invalid phone number format (E.164 required)
                    /token?grant_type=web3 | {"chain":"solana"}                              | 422 | web3_provider_disabled | Solana Web3 provider is disabled
                    """)
    void refusesWhatIsWrong(String path, String body, int status, String code, String message) {
        refused(mail.post(path, body), status, code, message);
    }

    @Test
    void refusesLinksThatSayTooLittle() {
        refused(
                mail.send("GET", "/verify?token=abc", null),
                400,
                "validation_failed",
                "Verify requires a verification type");
        refused(
                mail.send("GET", "/verify?type=signup", null),
                400,
                "validation_failed",
                "Verify requires a token or a token hash");
    }

    private java.net.http.HttpResponse<String> exchange(String code, String verifier) {
        return mail.post(
                "/token?grant_type=pkce", "{\"auth_code\":\"" + code + "\",\"code_verifier\":\"" + verifier + "\"}");
    }
}
