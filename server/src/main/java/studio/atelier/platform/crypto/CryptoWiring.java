package studio.atelier.platform.crypto;

import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class CryptoWiring {

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean
    MasterKey masterKey(CryptoSettings settings, DataFolder data, SecureRandom random) {
        return new MasterKeyFiles(settings, data.closed("secrets"), random).load();
    }

    @Bean
    Envelope envelope(MasterKey master, SecureRandom random) {
        return new Envelope(master, random);
    }
}
