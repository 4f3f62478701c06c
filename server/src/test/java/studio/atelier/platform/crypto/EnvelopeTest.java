package studio.atelier.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.atelier.platform.settings.Secret;

class EnvelopeTest {

    static final Secret KEY = new Secret("1f8b3c5d7e9a0b2c4d6e8f1029384756a1b2c3d4e5f60718293a4b5c6d7e8f90");
    static final Secret OTHER_KEY = new Secret("90f8e7d6c5b4a392817060f5e4d3c2b1a65748392010f8e6d4c2b0a9e7d5c3b1");
    private static final Secret SECRET = new Secret("sk-canary-Zürich-0123456789");
    private static final String PLACE = "user_api_keys/1";

    private final Envelope envelope = new Envelope(MasterKey.of(KEY, List.of()), new SecureRandom());

    @Test
    void opensWhatItSealed() {
        SealedSecret sealed = envelope.seal(SECRET, PLACE);

        assertThat(envelope.open(sealed, PLACE)).isEqualTo(SECRET);
    }

    @Test
    void keepsTheSizesOfTheDesign() {
        SealedSecret sealed = envelope.seal(SECRET, PLACE);

        assertThat(Base64.getDecoder().decode(sealed.iv())).hasSize(12);
        assertThat(Base64.getDecoder().decode(sealed.salt())).hasSize(64);
        assertThat(Base64.getDecoder().decode(sealed.wrappedKey())).hasSize(12 + 32 + 16);
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime() {
        SealedSecret first = envelope.seal(SECRET, PLACE);
        SealedSecret second = envelope.seal(SECRET, PLACE);

        assertThat(first.iv()).isNotEqualTo(second.iv());
        assertThat(first.salt()).isNotEqualTo(second.salt());
        assertThat(first.ciphertext()).isNotEqualTo(second.ciphertext());
    }

    @Test
    void printsNothingOfTheSecret() {
        SealedSecret sealed = envelope.seal(SECRET, PLACE);

        assertThat(sealed.toString()).doesNotContain(sealed.ciphertext()).doesNotContain(sealed.wrappedKey());
        assertThat(MasterKey.of(KEY, List.of()).toString()).doesNotContain(KEY.reveal());
    }

    static Stream<Arguments> tampering() {
        return Stream.of(
                Arguments.of(
                        "ciphertext", change(s -> with(s, flip(s.ciphertext()), s.iv(), s.salt(), s.wrappedKey()))),
                Arguments.of("iv", change(s -> with(s, s.ciphertext(), flip(s.iv()), s.salt(), s.wrappedKey()))),
                Arguments.of("salt", change(s -> with(s, s.ciphertext(), s.iv(), flip(s.salt()), s.wrappedKey()))),
                Arguments.of("wrapped", change(s -> with(s, s.ciphertext(), s.iv(), s.salt(), flip(s.wrappedKey())))),
                Arguments.of("short", change(s -> with(s, s.ciphertext(), s.iv(), s.salt(), "AAAA"))),
                Arguments.of("text", change(s -> with(s, "not Base64!", s.iv(), s.salt(), s.wrappedKey()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tampering")
    void refusesWhatWasChanged(String part, UnaryOperator<SealedSecret> change) {
        SealedSecret changed = change.apply(envelope.seal(SECRET, PLACE));

        assertThatThrownBy(() -> envelope.open(changed, PLACE)).isInstanceOf(SealBroken.class);
    }

    @Test
    void refusesASecretMovedToAnotherRow() {
        SealedSecret sealed = envelope.seal(SECRET, PLACE);

        assertThatThrownBy(() -> envelope.open(sealed, "user_api_keys/2")).isInstanceOf(SealBroken.class);
    }

    @Test
    void refusesWithoutTheMasterKeyAndSaysWhatToSet() {
        SealedSecret sealed = envelope.seal(SECRET, PLACE);
        Envelope stranger = new Envelope(MasterKey.of(OTHER_KEY, List.of()), new SecureRandom());

        assertThatThrownBy(() -> stranger.open(sealed, PLACE))
                .isInstanceOf(SealBroken.class)
                .hasMessageContaining("ATELIER_MASTER_KEY_PREVIOUS");
    }

    @Test
    void wrapsAnewWithoutTouchingTheCiphertext() {
        SealedSecret sealed = envelope.seal(SECRET, PLACE);
        MasterKey rotated = MasterKey.of(OTHER_KEY, List.of(KEY));

        SealedSecret anew = new Envelope(rotated, new SecureRandom()).rewrap(sealed);

        assertThat(anew.ciphertext()).isEqualTo(sealed.ciphertext());
        assertThat(anew.salt()).isNotEqualTo(sealed.salt());
        assertThat(anew.keyVersion()).isEqualTo(rotated.version()).isNotEqualTo(sealed.keyVersion());
        Envelope onlyNew = new Envelope(MasterKey.of(OTHER_KEY, List.of()), new SecureRandom());
        assertThat(onlyNew.open(anew, PLACE)).isEqualTo(SECRET);
    }

    private static UnaryOperator<SealedSecret> change(UnaryOperator<SealedSecret> change) {
        return change;
    }

    private static SealedSecret with(SealedSecret s, String ciphertext, String iv, String salt, String wrapped) {
        return new SealedSecret(ciphertext, iv, salt, wrapped, s.keyVersion());
    }

    private static String flip(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        bytes[bytes.length / 2] ^= 1;
        return Base64.getEncoder().encodeToString(bytes);
    }
}
