package studio.atelier.testkit.fake;

import java.io.IOException;

@FunctionalInterface
public interface FakeRoute {

    void answer(FakeExchange exchange) throws IOException;
}
