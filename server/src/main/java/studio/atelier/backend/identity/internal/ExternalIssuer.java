package studio.atelier.backend.identity.internal;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Another server that knows people. An adapter each for OpenID Connect and GitHub. Thread-safe.
interface ExternalIssuer {

    String name();

    /// What is sent along when the browser leaves.
    ///
    /// @param callback  where it comes back
    /// @param challenge of our own PKCE, method S256
    /// @param scopes    beside those we need, by blanks
    /// @param more      parameters of the client, such as `prompt`; ours win
    record Departure(
            String state, String nonce, String challenge, URI callback, String scopes, Map<String, String> more) {}

    /// Where the browser goes.
    ///
    /// @throws IssuerRefused when the issuer is out of reach
    URI authorization(Departure departure);

    /// Exchanges the code the browser brought back.
    ///
    /// @param verifier of our PKCE
    /// @param nonce    the ID token has to carry
    /// @throws IssuerRefused for whatever is not as it must be
    Arrival arrive(String code, String verifier, String nonce, URI callback);

    /// @param tokens of the issuer, as a session names them: `provider_token`, `provider_refresh_token`
    record Arrival(ExternalPerson person, Map<String, String> tokens) {

        @Override
        public String toString() {
            return "Arrival[" + person + "]";
        }
    }

    /// Who the issuer says it is.
    ///
    /// @param subject  the issuer's id of the person; never used again for another
    /// @param email    normalised; null for none
    /// @param verified the issuer has seen that the address is theirs
    /// @param data     becomes the identity's data
    record ExternalPerson(String subject, @Nullable String email, boolean verified, ObjectNode data) {

        @Override
        public String toString() {
            return "ExternalPerson[***]";
        }
    }

    /// The issuer did not answer, or said something that must not be believed.
    final class IssuerRefused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        IssuerRefused(String sentence) {
            super(sentence);
        }
    }
}
