package studio.atelier.testkit.fake;

import java.io.IOException;

/// What one provider does in its own way.
public interface FakeApi {

    /// Where it answers.
    void routes(FakeServer server);

    /// Says no in the provider's form.
    void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException;

    /// @return the key the request came with, or an empty text
    default String key(FakeExchange exchange) {
        return exchange.authorization("Bearer");
    }

    default boolean keyNeeded() {
        return true;
    }

    /// The message about the end of a job, signed as the provider signs.
    ///
    /// @param seconds of the epoch
    default FakeHook hook(FakeJob job, long seconds) {
        throw new IllegalStateException("this provider sends no messages");
    }
}
