package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of `/auth/v1` as supabase-js is one, and the eyes of an administrator who reads what was sent.
final class Mailbox {

    static final String OWNER = "owner@example.org";
    static final String OWNER_PASSWORD = "a long enough one";

    private static final Pattern CODE = Pattern.compile("\\b(\\d{6})\\b");
    private static final Pattern LINK = Pattern.compile("https?://\\S+/auth/v1/verify\\?\\S+");

    private final RunningServer server;
    private String admin = "";

    Mailbox(RunningServer server) {
        this.server = server;
    }

    record Letter(String kind, String recipient, String subject, String text, String html) {

        String code() {
            Matcher found = CODE.matcher(text);
            assertThat(found.find()).as(text).isTrue();
            return found.group(1);
        }

        /// Path and query of its link.
        String link() {
            Matcher found = LINK.matcher(text);
            assertThat(found.find()).as(text).isTrue();
            URI uri = URI.create(found.group());
            return uri.getRawPath() + "?" + uri.getRawQuery();
        }

        String tokenHash() {
            Matcher found = Pattern.compile("token=([^&]+)").matcher(link());
            assertThat(found.find()).isTrue();
            return found.group(1);
        }
    }

    /// Newest first.
    List<Letter> to(String recipient) {
        if (admin.isEmpty()) {
            admin = json(server.post(
                            "/api/auth/signin",
                            "{\"email\":\"" + OWNER + "\",\"password\":\"" + OWNER_PASSWORD
                                    + "\",\"captcha_token\":\"solved\"}"))
                    .at("/data/access_token")
                    .asString();
        }
        JsonNode answer =
                json(server.get("/api/admin/messages?recipient=" + recipient, "Authorization", "Bearer " + admin));
        List<Letter> letters = new ArrayList<>();
        for (JsonNode message : answer.at("/data/messages")) {
            letters.add(new Letter(
                    message.path("kind").asString(),
                    message.path("recipient").asString(),
                    message.path("subject").asString(),
                    message.path("text").asString(),
                    message.path("html").asString("")));
        }
        return letters;
    }

    Letter last(String recipient) {
        List<Letter> letters = to(recipient);
        assertThat(letters).as("letters to " + recipient).isNotEmpty();
        return letters.getFirst();
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    HttpResponse<String> send(
            String method, String path, @org.jspecify.annotations.Nullable String body, String... headers) {
        List<String> all = new ArrayList<>(List.of("X-Supabase-Api-Version", "2024-01-01", "apikey", anon()));
        all.addAll(List.of(headers));
        return server.send(method, "/auth/v1" + path, body, all.toArray(String[]::new));
    }

    String anon() {
        return server.room(Identity.class).projectKeys().anon();
    }

    String[] service() {
        String key = server.room(Identity.class).projectKeys().serviceRole().reveal();
        return new String[] {"apikey", key, "Authorization", "Bearer " + key};
    }

    /// Signs up; what comes of it is the caller's to look at.
    JsonNode signUp(String email, String password) {
        return json(post("/signup", "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}"));
    }

    JsonNode verify(String type, String field, String address, String code) {
        return json(post(
                "/verify",
                "{\"type\":\"" + type + "\",\"" + field + "\":\"" + address + "\",\"token\":\"" + code + "\"}"));
    }

    /// A confirmed person who is signed in.
    JsonNode newPerson(String email, String password) {
        signUp(email, password);
        return verify("signup", "email", email, last(email).code());
    }

    HttpResponse<String> signIn(String email, String password) {
        return post("/token?grant_type=password", "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}");
    }

    static String[] bearer(JsonNode session) {
        assertThat(session.path("access_token").asString(""))
                .as(session.toString())
                .isNotEmpty();
        return new String[] {
            "Authorization", "Bearer " + session.path("access_token").asString()
        };
    }

    static JsonNode claims(JsonNode session) {
        String[] parts = session.path("access_token").asString().split("\\.", -1);
        return JsonMapper.shared().readTree(java.util.Base64.getUrlDecoder().decode(parts[1]));
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    static void refused(HttpResponse<String> answer, int status, String code, String message) {
        assertThat(answer.body()).as(answer.body()).contains(message.replace("\"", "\\\""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").asString()).isEqualTo(code);
        assertThat(json(answer).path("message").asString()).isEqualTo(message);
        assertThat(answer.headers().firstValue("x-sb-error-code")).contains(code);
    }
}
