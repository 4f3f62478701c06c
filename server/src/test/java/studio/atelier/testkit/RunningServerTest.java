package studio.atelier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.atelier.platform.database.Database;

@WithServer
class RunningServerTest {

    private final RunningServer server;

    RunningServerTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void answersRequestsOnADatabaseOfItsOwn() {
        var answer = server.get("/no/such/page");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(server.room(Database.class).fault()).isEmpty();
    }
}
