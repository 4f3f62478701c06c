package studio.atelier.backend.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.json.JsonMapper;

@WithServer({"ATELIER_OWNER_EMAIL=owner@example.org", "ATELIER_OWNER_PASSWORD=a long enough one"})
class ConsoleOffTest {

    private final RunningServer server;

    ConsoleOffTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void isOffUnlessTheOperatorAsksForIt() {
        var answer =
                server.post("/api/auth/signin", "{\"email\":\"owner@example.org\",\"password\":\"a long enough one\"}");
        String token = JsonMapper.shared()
                .readTree(answer.body())
                .at("/data/access_token")
                .asString();

        for (var refused : new java.net.http.HttpResponse<?>[] {
            server.get("/api/admin/data/tables", "Authorization", "Bearer " + token),
            server.post(
                    "/api/admin/data/query",
                    "{\"sql\":\"select 1\",\"role\":\"anon\"}",
                    "Authorization",
                    "Bearer " + token)
        }) {
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(String.valueOf(refused.body())).contains("console.off", "ATELIER_CONSOLE=on");
        }
    }
}
