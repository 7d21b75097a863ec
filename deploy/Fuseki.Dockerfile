# Jena Fuseki from the file of Maven Central that the tests of lenaowl run, checked by its hash.
FROM eclipse-temurin:21-jre
ADD --checksum=sha256:a437520f68a763a18d96aa56fa4fde967f41b9d9a8cb8571b1e15d99624f83bd --chmod=644 \
    https://repo1.maven.org/maven2/org/apache/jena/jena-fuseki-server/5.2.0/jena-fuseki-server-5.2.0.jar /fuseki.jar
RUN useradd --system --no-create-home fuseki && install -d -o fuseki /fuseki /fuseki/data
USER fuseki
WORKDIR /fuseki
VOLUME /fuseki
EXPOSE 3030
ENTRYPOINT ["java", "-Xmx2g", "-jar", "/fuseki.jar"]
CMD ["--port", "3030", "--update", "--tdb2", "--loc", "/fuseki/data", "/lenaowl"]
