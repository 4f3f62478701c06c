package studio.atelier.backend.identity.internal;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/// Servers in a test's process hash passwords of people who do not exist; at the cost that guards real ones, that
/// would be two fifths of all the tests do. What a server uses otherwise stays beside it and is tested as
/// `passwordHashes`.
@Configuration(proxyBeanMethods = false)
class QuickHashesWiring {

    private static final PasswordHashes.Cost QUICK = new PasswordHashes.Cost(64, 1);

    @Bean
    @Primary
    PasswordHashes quickHashes() {
        return new PasswordHashes(QUICK, PasswordHashes.placesOfThisMachine(), new SimpleMeterRegistry());
    }
}
