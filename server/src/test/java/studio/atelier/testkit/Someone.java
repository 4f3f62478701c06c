package studio.atelier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.Identity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A person with an account of the server under test, who sends requests.
public record Someone(RunningServer server, UUID id, String email, String token) {

    public static final String PASSWORD = "a long enough one";

    /// Needs `ATELIER_AUTH_SIGNUP=on` and `ATELIER_AUTH_AUTOCONFIRM=on`.
    public static Someone signsUp(RunningServer server, String email) {
        String anon = server.room(Identity.class).projectKeys().anon();
        JsonNode session = json(server.post(
                "/auth/v1/signup", "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}", "apikey", anon));
        assertThat(session.path("access_token").asString(""))
                .as(session.toString())
                .isNotEmpty();
        return of(server, session);
    }

    public static Someone signsIn(RunningServer server, String email) {
        String anon = server.room(Identity.class).projectKeys().anon();
        return of(
                server,
                json(server.post(
                        "/auth/v1/token?grant_type=password",
                        "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}",
                        "apikey",
                        anon)));
    }

    private static Someone of(RunningServer server, JsonNode session) {
        return new Someone(
                server,
                UUID.fromString(session.at("/user/id").asString()),
                session.at("/user/email").asString(),
                session.path("access_token").asString());
    }

    public HttpResponse<String> get(String path) {
        return send("GET", path, null);
    }

    public HttpResponse<String> post(String path, String body) {
        return send("POST", path, body);
    }

    public HttpResponse<String> send(String method, String path, @Nullable String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(
                "Authorization",
                "Bearer " + token,
                "apikey",
                server.room(Identity.class).projectKeys().anon()));
        all.addAll(List.of(headers));
        return server.send(method, path, body, all.toArray(String[]::new));
    }

    /// The `data` of an answer that must be a good one.
    public JsonNode data(String method, String path, @Nullable String body) {
        var answer = send(method, path, body);
        assertThat(answer.statusCode())
                .as(method + " " + path + " " + answer.body())
                .isBetween(200, 201);
        return json(answer).path("data");
    }

    public String makes(String organisation) {
        return data("POST", "/api/organisations", "{\"name\":\"" + organisation + "\"}")
                .path("id")
                .asString();
    }

    /// Past invitations.
    public void brings(Someone other, String organisation, String role) {
        server.database()
                .asOwner()
                .sql("insert into public.memberships (org_id, user_id, role) values (cast(? as uuid), ?, ?)")
                .params(organisation, other.id(), role)
                .update();
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    public static JsonNode json(byte[] answer) {
        return JsonMapper.shared().readTree(answer);
    }

    public static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + json(answer).path("code").asString("");
    }
}
