// Shows the API's description in Swagger UI; requests made from there carry the token that was typed.
const place = document.getElementById("api");
SwaggerUIBundle({ url: place.dataset.description, domNode: place, deepLinking: true });
