package studio.atelier.backend.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.backend.data.schema.Schema;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// Tokens of another issuer, and the function that runs before each request.
@WithServer({
    "ATELIER_LIMITS=off",
    "ATELIER_JWT_SECRET=shared with another issuer, and long enough",
    "ATELIER_DATA_SCHEMAS=gate",
    "ATELIER_DATA_SEARCH_PATH=public",
    "ATELIER_DATA_PRE_REQUEST=gate.look"
})
class ForeignTokenTest {

    private static final String SECRET = "shared with another issuer, and long enough";

    private final RunningServer server;

    ForeignTokenTest(RunningServer server) {
        this.server = server;
        var owner = server.database().asOwner();
        owner.sql("drop schema if exists gate cascade").update();
        owner.sql("""
                create schema gate;
                grant usage on schema gate to anon, authenticated;
                create function gate.look() returns void language plpgsql as $$
                begin
                  if current_setting('request.jwt.claims', true)::json ->> 'blocked' = 'yes' then
                    raise exception 'not you' using errcode = 'PT403';
                  end if;
                  perform set_config('response.headers', '[{"X-Looked":"yes"}]', true);
                end $$;
                create function gate.who() returns text language sql stable as $$ select current_user::text $$;
                create function gate.path() returns text language sql stable as $$
                  select current_setting('search_path') $$;
                """).update();
        server.room(Schema.class).reload();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"exp\":\"soon\",\"role\":\"anon\"}|The JWT 'exp' claim must be a number",
                "{\"nbf\":\"soon\",\"role\":\"anon\"}|The JWT 'nbf' claim must be a number",
                "{\"iat\":\"soon\",\"role\":\"anon\"}|The JWT 'iat' claim must be a number",
                "{\"aud\":[1],\"role\":\"anon\"}|The JWT 'aud' claim must be a string or an array of strings",
                "{\"nbf\":4102444800,\"role\":\"anon\"}|JWT not yet valid",
                "{\"iat\":4102444800,\"role\":\"anon\"}|JWT issued at future",
                "{\"exp\":1000000000,\"role\":\"anon\"}|JWT expired"
            })
    void saysWhichClaimIsWrong(String claims, String message) {
        var answer = who(claims);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"PGRST303\"").contains("\"message\":\"" + message + "\"");
    }

    @Test
    void takesATokenWithoutRoleForNobodys() {
        assertThat(who("{\"sub\":\"somebody\"}").body()).isEqualTo("\"anon\"");
    }

    @Test
    void runsTheFunctionBeforeEachRequest() {
        var passed = who("{\"role\":\"authenticated\",\"sub\":\"a\"}");
        var refused = who("{\"role\":\"authenticated\",\"sub\":\"a\",\"blocked\":\"yes\"}");

        assertThat(passed.body()).isEqualTo("\"authenticated\"");
        assertThat(passed.headers().firstValue("X-Looked")).hasValue("yes");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("not you");
    }

    @Test
    void looksInTheSchemasThatAreNamed() {
        assertThat(server.get("/rest/v1/rpc/path").body()).isEqualTo("\"\\\"gate\\\", \\\"public\\\"\"");
    }

    private HttpResponse<String> who(String claims) {
        return server.get("/rest/v1/rpc/who", "Authorization", "Bearer " + token(claims));
    }

    private static String token(String claims) {
        try {
            JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
            jws.sign(new MACSigner(SECRET.getBytes(UTF_8)));
            return jws.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
