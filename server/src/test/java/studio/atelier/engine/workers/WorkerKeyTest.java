package studio.atelier.engine.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/// Credentials, and bytes that are what they were announced to be.
class WorkerKeyTest {

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void credentialsDifferAndPrintNothing() {
        var random = new SecureRandom();
        WorkerKey one = WorkerKey.make(random);

        assertThat(one.text())
                .startsWith("atlw_")
                .isNotEqualTo(WorkerKey.make(random).text());
        assertThat(one.toString()).doesNotContain(one.text()).doesNotContain(one.last4());
    }

    @Test
    void announcedBytesPassAsTheyAre() throws IOException {
        byte[] bytes = {1, 2, 3, 4};

        var stream = new VerifiedStream(new ByteArrayInputStream(bytes), sha256(bytes));

        assertThat(stream.readAllBytes()).isEqualTo(bytes);
        assertThat(stream.read()).as("the end again").isEqualTo(-1);
        assertThat(stream.wrong()).isFalse();
    }

    @Test
    void otherBytesFailAtTheirEnd() {
        byte[] bytes = {1, 2, 3, 4};

        var stream = new VerifiedStream(new ByteArrayInputStream(bytes), sha256(new byte[] {1, 2, 3}));

        assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
        assertThat(stream.wrong()).isTrue();
    }
}
