// The market's front page: the listings, as the API has them now.
const api = "__API_URL__";

function shown(listing) {
  const item = document.createElement("article");
  item.className = "listing";
  const title = document.createElement("h2");
  title.textContent = listing.title;
  const text = document.createElement("p");
  text.textContent = `${listing.description} ${listing.price} ${listing.currency}`;
  item.append(title, text);
  return item;
}

async function fill(place) {
  const answer = await fetch(`${api}__LISTINGS__`);
  const given = await answer.json();
  const listings = given.data?.listings ?? given.data ?? given.results ?? given;
  place.replaceChildren(...listings.map(shown));
}

const place = document.getElementById("listings");
if (place) fill(place);
