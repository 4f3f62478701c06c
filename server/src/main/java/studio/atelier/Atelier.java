package studio.atelier;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// The server. Reads like a table of contents.
@SpringBootApplication
public class Atelier {

    public static void main(String[] args) {
        SpringApplication.run(Atelier.class, args);
    }
}
