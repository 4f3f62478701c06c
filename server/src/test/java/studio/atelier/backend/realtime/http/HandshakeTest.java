package studio.atelier.backend.realtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class HandshakeTest {

    @Test
    void showsPoliciesWhatTheClientChoseToSayHoweverMuchItsBrowserAdds() {
        var request = new MockHttpServletRequest();
        request.addHeader("Cookie", "theme=" + "x".repeat(5_000));
        request.addHeader("X-Api-Key", "a secret");
        request.addHeader("X-Seat", "balcony");
        request.addHeader("X-Long", "y".repeat(5_000));

        assertThat(Handshake.headers(request)).isEqualTo("{\"x-seat\":\"balcony\"}");
    }
}
